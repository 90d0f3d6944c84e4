// SPDX-License-Identifier: Apache-2.0

// Reads a statement of `journal reconcile` with the package note of golang.org/x/mod, and signs one line with the
// key file that signed it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func main() {
	if len(os.Args) != 2 {
		fail("arguments", fmt.Errorf("usage: statement <folder>"))
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read("statement.vkey"))))
	fail("the vkey", err)
	opened, err := note.Open(read("statement"), note.VerifierList(verifier))
	fail("opening the statement", err)
	lines := strings.Split(opened.Text, "\n")
	fmt.Printf("%s, signed by %s\n", lines[0], opened.Sigs[0].Name)
	for _, line := range lines {
		if strings.HasPrefix(line, "verdict ") {
			fmt.Println(line)
		}
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(read("statement.key"))))
	fail("the key", err)
	signed, err := note.Sign(&note.Note{Text: "a line\n"}, signer)
	fail("signing", err)
	_, err = note.Open(signed, note.VerifierList(verifier))
	fail("opening what the key signed", err)
	fmt.Println("the key is the vkey's")
}

func fail(what string, err error) {
	if err != nil {
		fmt.Printf("REFUSED: %s: %v\n", what, err)
		os.Exit(1)
	}
}

func read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(os.Args[1], name))
	fail("reading", err)
	return data
}
