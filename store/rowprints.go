package store

import (
	"math/bits"
	"slices"
	"strings"
	"sync"

	"roster.example/reconcile"
	"roster.example/roster"
)

// rowPrints finds the row that says of a user what they are, by the
// fingerprint that a user of these values would have.
type rowPrints struct {
	prints []int64                 // by row; 0 for a row that settles nobody
	slots  []int32                 // rows by their prints, from 1; 0 in a free slot
	status map[roster.Status]int64 // what is taken from the fingerprint of a user of this status
	ahead  int32                   // read to have it in the processor's cache, and not looked at
}

// ofRows works out the fingerprints of the rows, half of them on a second
// processor.
func (prints *fingerprinter) ofRows(w reconcile.Glancer, fields []*roster.Field) *rowPrints {
	hashers := make([]*fieldPrint, len(fields))
	for i, f := range fields {
		hashers[i] = prints.of(f)
	}
	n := w.Rows()
	p := &rowPrints{prints: make([]int64, n), slots: make([]int32, n+n/3+1), status: map[roster.Status]int64{}}
	hash := func(from, to int) {
		for row := from; row < to; row++ {
			if text, ok := w.Row(int32(row)); ok {
				p.prints[row] = printOf(hashers, text)
			}
		}
	}
	var half sync.WaitGroup
	half.Go(func() { hash(0, n/2) })
	hash(n/2, n)
	half.Wait()
	p.fill()
	if !slices.ContainsFunc(fields, func(f *roster.Field) bool { return f.Kind == roster.KindStatus }) {
		of := prints.of(roster.FieldByName(roster.StatusField))
		for _, status := range statuses {
			p.status[status] = int64(of.hash(string(status)))
		}
	}
	return p
}

// fill puts the rows into their slots. Each slot misses the processor's cache, so
// those of many rows are fetched before the first of them is looked at.
func (p *rowPrints) fill() {
	const atOnce = 128
	row := 0
	for some := range slices.Chunk(p.prints, atOnce) {
		for _, sum := range some {
			p.ahead += p.slots[p.home(sum)]
		}
		for _, sum := range some {
			if row++; sum != 0 {
				p.slots[p.slot(sum)] = int32(row)
			}
		}
	}
}

// printOf adds up the hashes of values that separators part.
func printOf(hashers []*fieldPrint, text string) int64 {
	var sum uint64
	for _, h := range hashers {
		var value string
		value, text, _ = strings.Cut(text, roster.Separator)
		sum += h.hash(value)
	}
	return int64(sum & fingerprintMask)
}

// home is where the row of a fingerprint is, unless another was there first.
func (p *rowPrints) home(sum int64) uint64 {
	at, _ := bits.Mul64(uint64(sum)<<2, uint64(len(p.slots))) // scaled
	return at
}

// slot returns where the row of a fingerprint is, or would be.
func (p *rowPrints) slot(sum int64) uint64 {
	at := p.home(sum)
	for p.slots[at] != 0 && p.prints[p.slots[at]-1] != sum {
		if at++; at == uint64(len(p.slots)) {
			at = 0
		}
	}
	return at
}

// less returns a fingerprint without the status, where the rows do not speak of
// it.
func (p *rowPrints) less(sum int64, status roster.Status) int64 {
	return (sum - p.status[status]) & fingerprintMask
}

// find appends the rows that have these fingerprints, -1 for none, to an empty
// list.
func (p *rowPrints) find(sums []int64, rows []int32) []int32 {
	for _, sum := range sums {
		rows = append(rows, p.slots[p.home(sum)]-1)
	}
	for i, sum := range sums {
		switch row := rows[i]; {
		case sum == 0:
			rows[i] = -1
		case row >= 0 && p.prints[row] != sum:
			rows[i] = p.slots[p.slot(sum)] - 1
		}
	}
	return rows
}
