package rostertest

import "github.com/xuri/excelize/v2"

// StreamWorkbook only streams the rows of the first sheet with excelize, which
// is what our own reading of workbooks is measured beside. It takes what
// opening the workbook returned, and closes it.
func StreamWorkbook(f *excelize.File, err error) error {
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			return err
		}
	}
	return rows.Error()
}
