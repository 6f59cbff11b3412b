package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which version this is",
		Args:  exactly(),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(a.ui.out, "roster %s (%s, %s/%s)\n", a.env.version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
