package store

import "context"

// fewUsers is how many people have to come into an empty roster for its
// indexes to be made after them.
const fewUsers = 1000

// bulkIndexes are the indexes of users that a first load does without. The one
// of managers stays: SQLite looks for the reports of everybody who comes.
const bulkIndexes = `type = 'index' AND tbl_name = 'users' AND sql IS NOT NULL AND name <> 'users_manager_id'`

// withoutIndexes does something while the users have no indexes, and makes them
// again: sorted once, in place of a search for the place of every identifier. A
// duplicate shows only then. It is the same transaction, so nobody ever sees a
// roster without them.
func (w *writer) withoutIndexes(ctx context.Context, do func() error) error {
	var names, statements []string
	err := w.rows(ctx, "SELECT name, sql FROM sqlite_schema WHERE "+bulkIndexes+" ORDER BY name", nil, func(scan func(...any) error) error {
		var name, statement string
		err := scan(&name, &statement)
		names, statements = append(names, name), append(statements, statement)
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := w.exec(ctx, `DROP INDEX "`+name+`"`); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	for _, statement := range statements {
		if err := w.exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
