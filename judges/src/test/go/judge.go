// SPDX-License-Identifier: Apache-2.0

// Reads a journal that somebody left in a folder with the packages note and tlog of golang.org/x/mod, and
// believes nothing but the keys: signatures, every entry, every tile, an inclusion and a consistency proof.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

var folder string

func main() {
	if len(os.Args) != 2 {
		fail("judge", errors.New("usage: judge <folder>"))
	}
	folder = os.Args[1]
	log, err := note.NewVerifier(line("journal/vkey"))
	fail("the journal's vkey", err)
	if _, alone := os.Stat(filepath.Join(folder, "witness.vkey")); alone != nil {
		judgeAlone(log)
		return
	}
	witness, err := newWitness(line("witness.vkey"))
	fail("the witness's vkey", err)
	old := open(read("old.checkpoint"), log)
	head := open(read("journal/checkpoint"), log, witness)
	fmt.Printf("signatures: 2 on %d entries of %s\n", head.N, log.Name())
	hashes := recompute(head)
	compareTiles(head, hashes)
	fromTiles := tlog.TileHashReader(head, tiles{})
	checkInclusion(head, log, witness, fromTiles)
	checkConsistency(old, log, fromTiles)
}

// judgeAlone reads an office's journal without the files that only a test leaves beside it.
func judgeAlone(log note.Verifier) {
	head := open(read("journal/checkpoint"), log)
	fmt.Printf("signatures: 1 on %d entries of %s\n", head.N, log.Name())
	compareTiles(head, recompute(head))
	fromTiles := tlog.TileHashReader(head, tiles{})
	for _, index := range []int64{0, head.N / 3, head.N / 2, head.N - 1} {
		width := head.N - index>>height<<height
		if width > 1<<height {
			width = 1 << height
		}
		bundle := tlog.Tile{H: height, L: 0, N: index >> height, W: int(width)}
		leaf := tlog.RecordHash(entries(bundle)[index&(1<<height-1)])
		proof, err := tlog.ProveRecord(head.N, index, fromTiles)
		fail("proving inclusion from tiles", err)
		fail("inclusion", tlog.CheckRecord(proof, head.N, head.Hash, index, leaf))
		fmt.Printf("inclusion: entry %d by %d hashes\n", index, len(proof))
	}
}

// fail ends the program when there is an error.
func fail(what string, err error) {
	if err != nil {
		fmt.Printf("REFUSED: %s: %v\n", what, err)
		os.Exit(1)
	}
}

func read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	fail("reading", err)
	return data
}

func line(name string) string {
	return strings.TrimSuffix(string(read(name)), "\n")
}

// witnessKey is a note.Verifier for Ed25519 cosignatures, which the package itself does not have.
type witnessKey struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(vkey string) (*witnessKey, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not three parts")
	}
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(typed) != 33 || typed[0] != 4 {
		return nil, errors.New("not an Ed25519 cosigner")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), typed...))
	hash := binary.BigEndian.Uint32(sum[:4])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("another key id")
	}
	return &witnessKey{parts[0], hash, typed[1:]}, nil
}

func (w *witnessKey) Name() string    { return w.name }
func (w *witnessKey) KeyHash() uint32 { return w.hash }

func (w *witnessKey) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, msg)
	return time > 0 && time < 1<<63 && ed25519.Verify(w.key, []byte(text), sig[8:])
}

// open verifies a note by all of the keys and reads it as a checkpoint.
func open(data []byte, keys ...note.Verifier) tlog.Tree {
	opened, err := note.Open(data, note.VerifierList(keys...))
	fail("opening a note", err)
	if len(opened.Sigs) != len(keys) {
		fail("opening a note", fmt.Errorf("%d of %d keys signed", len(opened.Sigs), len(keys)))
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != keys[0].Name() {
		fail("reading a checkpoint", errors.New("another form or origin"))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	fail("reading a size", err)
	root, err := tlog.ParseHash(lines[2])
	fail("reading a root", err)
	return tlog.Tree{N: size, Hash: root}
}

// stored is all hashes of the tree, computed here from the entries.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		if index < 0 || index >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found = append(found, s[index])
	}
	return found, nil
}

// level is all tiles of one level of the tree.
func level(head tlog.Tree, l int) []tlog.Tile {
	var found []tlog.Tile
	hashes := head.N >> (height * l)
	for n := int64(0); n<<height < hashes; n++ {
		width := hashes - n<<height
		if width > 1<<height {
			width = 1 << height
		}
		found = append(found, tlog.Tile{H: height, L: l, N: n, W: int(width)})
	}
	return found
}

// entries reads one bundle.
func entries(bundle tlog.Tile) [][]byte {
	data := read("journal/" + path(bundle, "entries"))
	var found [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			fail("reading a bundle", errors.New("cut off"))
		}
		length := int(binary.BigEndian.Uint16(data))
		found = append(found, data[2:2+length])
		data = data[2+length:]
	}
	if len(found) != bundle.W {
		fail("reading a bundle", fmt.Errorf("%d entries, not %d", len(found), bundle.W))
	}
	return found
}

// recompute makes the tree anew from the entries.
func recompute(head tlog.Tree) stored {
	var hashes stored
	index := int64(0)
	for _, bundle := range level(head, 0) {
		for _, entry := range entries(bundle) {
			more, err := tlog.StoredHashes(index, entry, hashes)
			fail("hashing an entry", err)
			hashes = append(hashes, more...)
			index++
		}
	}
	root, err := tlog.TreeHash(index, hashes)
	fail("hashing the tree", err)
	if index != head.N || root != head.Hash {
		fail("recomputing the tree", errors.New("the entries give another size or root"))
	}
	fmt.Printf("entries: %d give the signed root\n", index)
	return hashes
}

func compareTiles(head tlog.Tree, hashes stored) {
	count := 0
	for l := 0; head.N>>(height*l) > 0; l++ {
		for _, tile := range level(head, l) {
			want, err := tlog.ReadTileData(tile, hashes)
			fail("computing a tile", err)
			if !bytes.Equal(want, read("journal/"+path(tile, strconv.Itoa(tile.L)))) {
				fail("comparing a tile", errors.New(tile.Path()))
			}
			count++
		}
	}
	fmt.Printf("tiles: %d are what the entries give\n", count)
}

// path is the place of a tile in tlog-tiles, where the height is always 8 and not named.
func path(tile tlog.Tile, name string) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/%d/", height, tile.L), "tile/"+name+"/", 1)
}

// tiles reads tiles from the folder for tlog, which checks them against the root.
type tiles struct{}

func (tiles) Height() int                     { return height }
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range asked {
		found = append(found, read("journal/"+path(tile, strconv.Itoa(tile.L))))
	}
	return found, nil
}

// parseHashes reads base64 hashes.
func parseHashes(lines []string) []tlog.Hash {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		fail("reading a hash", err)
		hashes = append(hashes, hash)
	}
	return hashes
}

// split parts a text at its first empty line.
func split(data []byte) ([]string, []byte) {
	above, below, found := bytes.Cut(data, []byte("\n\n"))
	if !found {
		fail("reading", errors.New("no empty line"))
	}
	return strings.Split(string(above), "\n"), below
}

func number(line, word string) int64 {
	if !strings.HasPrefix(line, word+" ") {
		fail("reading", errors.New("no line "+word))
	}
	value, err := strconv.ParseInt(strings.TrimPrefix(line, word+" "), 10, 64)
	fail("reading a number", err)
	return value
}

// checkInclusion judges the proof file by its own checkpoint, and compares it with a proof made from tiles.
func checkInclusion(head tlog.Tree, log, witness note.Verifier, fromTiles tlog.HashReader) {
	above, below := split(read("entry.tlog-proof"))
	if above[0] != "c2sp.org/tlog-proof@v1" {
		fail("reading a proof file", errors.New("another first line"))
	}
	index := number(above[1], "index")
	proof := tlog.RecordProof(parseHashes(above[2:]))
	tree := open(below, log, witness)
	bundle := tlog.Tile{H: height, L: 0, N: index >> height, W: 1 << height}
	leaf := tlog.RecordHash(entries(bundle)[index&(1<<height-1)])
	fail("inclusion", tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf))
	own, err := tlog.ProveRecord(head.N, index, fromTiles)
	fail("proving inclusion from tiles", err)
	same(tree == head && fmt.Sprint(own) == fmt.Sprint(proof), "inclusion")
	fmt.Printf("inclusion: entry %d by %d hashes\n", index, len(proof))
}

// checkConsistency judges the proof of a request to a witness, and compares it with one made from tiles.
func checkConsistency(old tlog.Tree, log note.Verifier, fromTiles tlog.HashReader) {
	above, below := split(read("add-checkpoint"))
	size := number(above[0], "old")
	proof := tlog.TreeProof(parseHashes(above[1:]))
	tree := open(below, log)
	same(size == old.N, "the old size")
	fail("consistency", tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
	own, err := tlog.ProveTree(tree.N, old.N, fromTiles)
	fail("proving consistency from tiles", err)
	same(fmt.Sprint(own) == fmt.Sprint(proof), "consistency")
	fmt.Printf("consistency: %d to %d by %d hashes\n", old.N, tree.N, len(proof))
}

func same(equal bool, what string) {
	if !equal {
		fail(what, errors.New("what tiles give is another"))
	}
}
