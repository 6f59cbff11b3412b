package table

// Texts are looked through in words of eight bytes: cells are so short that a
// search for one byte costs more in calls than in looks.

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
	low7s = 0x7f * ones
)

// everywhere returns the word in which every byte is c.
func everywhere(c byte) uint64 { return ones * uint64(c) }

// differs returns a word with the high bit set of every byte in which w and v
// are not the same.
func differs(w, v uint64) uint64 {
	w ^= v // what is the same becomes zero
	return (w&low7s + low7s | w) & highs
}

// controlFree returns a word with the high bit set of every byte that is no
// control character of ASCII; DEL counts as none.
func controlFree(w uint64) uint64 { return (w&low7s + (0x80-' ')*ones | w) & highs }
