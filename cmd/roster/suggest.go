package main

import "github.com/agnivade/levenshtein"

// nearest returns the word that was most likely meant, "" when none is close:
// a typing error is one or two letters, or a third of a long word.
func nearest(typed string, words []string) string {
	best, least := "", max(2, len(typed)/3)+1
	for _, w := range words {
		if d := levenshtein.ComputeDistance(typed, w); d < least && d < len(w) {
			best, least = w, d
		}
	}
	return best
}
