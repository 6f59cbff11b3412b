package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) dbCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "db",
		Short: "Look after the database",
		Args:  a.knownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.dbInfoCmd(), a.dbCheckCmd(), a.dbBackupCmd(), a.dbRestoreCmd())
	return cmd
}

func (a *app) dbInfoCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:                   "info",
		Short:                 "Say what is in the database",
		Args:                  exactly(),
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf(&format, "format", format, "text", "json"); err != nil {
				return err
			}
			return a.runDBInfo(cmd.Context(), format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the answer: text or json")
	return cmd
}

// dbFacts is what db info tells.
type dbFacts struct {
	Database string  `json:"database"`
	StoreID  string  `json:"store_id"`
	Key      *string `json:"key"` // null until init or the first import sets it
	Users    int     `json:"users"`
	Active   int     `json:"active"` // active and on leave
	LastRun  *int64  `json:"last_run"`
	Changes  int64   `json:"changes"` // in the history
	Schema   int64   `json:"schema"`
	SQLite   string  `json:"sqlite"`
	Bytes    int64   `json:"bytes"` // of the file and its log
}

func (a *app) runDBInfo(ctx context.Context, format string) (err error) {
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	snap, err := db.Snapshot(ctx)
	if err != nil {
		return err
	}
	info := snap.Info()
	if err := snap.Close(); err != nil {
		return err
	}
	about, err := db.About(ctx)
	if err != nil {
		return err
	}
	facts := dbFacts{
		Database: a.db, StoreID: info.StoreID, Users: info.Users, Active: info.Active,
		Changes: about.Changes, Schema: about.SchemaVersion, SQLite: about.SQLiteVersion, Bytes: about.Size + about.LogSize,
	}
	if key := string(info.Key); key != "" {
		facts.Key = &key
	}
	if info.LastRun != 0 {
		facts.LastRun = &info.LastRun
	}
	if format == "json" {
		return writeJSON(a.ui.out, facts)
	}
	key, last := "not set; the first import sets it", "none"
	if facts.Key != nil {
		key = *facts.Key
	}
	if facts.LastRun != nil {
		last = fmt.Sprint(*facts.LastRun)
	}
	t := table{width: a.ui.columns()}
	t.add("database", a.db)
	t.add("store id", info.StoreID)
	t.add("key", key)
	t.add("users", fmt.Sprintf("%d, %d of them active or on leave", info.Users, info.Active))
	t.add("last run", last)
	t.add("history", plural(int(about.Changes), "change"))
	t.add("schema", fmt.Sprintf("version %d, SQLite %s", about.SchemaVersion, about.SQLiteVersion))
	t.add("size", plural(int(facts.Bytes), "byte"))
	return t.write(a.ui.out)
}
