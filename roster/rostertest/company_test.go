package rostertest_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/roster"
	"roster.example/roster/rostertest"
)

func ExampleCompany() {
	c := rostertest.Company{People: 2, Seed: 1}
	if err := c.WriteRoster(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// employee_id,email,first_name,last_name,title,department,location,cost_center,employment_type,phone,start_date,status
	// 0000001,amelie.wei.0@acme.example,Priya,Nguyễn,Store Manager,People Operations,Hồ Chí Minh,CC-0153,part-time,+49 30 3354024,2006-08-08,active
	// 0000002,zoe.ngoc.1@acme.example,İpek,Müller,Store Manager,Customer Success,Berlin,CC-0203,intern,+49 30 0341838,2010-02-10,active
}

// What a benchmark is fed with has to be worth it: odd cells, and no faults.
func TestCompanyIsOddAndFaultless(t *testing.T) {
	c := rostertest.Company{People: 5000, Seed: 7, Edited: 0.1, Left: 0.05, Hired: 0.05, Omitted: 0.1, Managers: true}
	var file bytes.Buffer
	counts, err := c.WriteUpload(&file)
	require.NoError(t, err)
	require.Equal(t, counts.Rows, counts.Create+counts.Update+counts.Deactivate+counts.Unchanged)
	require.Equal(t, c.People, counts.Rows-counts.Create+counts.Omitted)
	require.InDelta(t, 500, counts.Update, 100)
	require.InDelta(t, 250, counts.Deactivate, 75)

	up, err := roster.Open(bytes.NewReader(file.Bytes()), int64(file.Len()), roster.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, up.Close()) }()
	require.Equal(t, counts.Rows, up.Len())
	shuffled, last := false, ""
	for row, err := range up.Rows(roster.KeyEmployeeID) {
		require.NoError(t, err)
		require.Empty(t, row.Problems)
		shuffled = shuffled || row.Values[0] < last
		last = row.Values[0]
	}
	require.True(t, shuffled)
	for _, odd := range []string{"\"\"Platform\"\"", "\"Hauptstraße 5,\n10827 Berlin\"", "Ольга", "健", ",0000001\n"} {
		require.Contains(t, file.String(), odd)
	}

	var again bytes.Buffer
	_, err = c.WriteUpload(&again)
	require.NoError(t, err)
	require.Equal(t, file.String(), again.String(), "the same company is the same bytes")
	c.Seed++
	again.Reset()
	_, err = c.WriteUpload(&again)
	require.NoError(t, err)
	require.NotEqual(t, file.String(), again.String())
}
