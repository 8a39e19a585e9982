// A second verifier of the ledger, which shares no code with the first: it reads an exported folder (docs/ledger-export.md) or a
// receipt, and judges them with Go's checksum-database packages as Debian ships them (golang-golang-x-mod-dev).
//
//	go-verifier folder <folder> <log vkey> [<policy>]
//	go-verifier receipt <file> <log vkey>
//
// It prints what is wrong, then one line of figures, and ends with 1 when anything is.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

var problems []string

func complain(format string, args ...interface{}) {
	problems = append(problems, fmt.Sprintf(format, args...))
}

func main() {
	figures := ""
	switch {
	case (len(os.Args) == 4 || len(os.Args) == 5) && os.Args[1] == "folder":
		figures = checkFolder(os.Args[2], os.Args[3], os.Args[4:])
	case len(os.Args) == 4 && os.Args[1] == "receipt":
		figures = checkReceipt(os.Args[2], os.Args[3])
	default:
		fmt.Fprintln(os.Stderr, "usage: go-verifier folder <folder> <vkey> [<policy>] | receipt <file> <vkey>")
		os.Exit(2)
	}
	for _, problem := range problems {
		fmt.Println(problem)
	}
	verified := "yes"
	if len(problems) > 0 {
		verified = "no"
	}
	fmt.Printf("%sproblems=%d verified=%s\n", figures, len(problems), verified)
	if len(problems) > 0 {
		os.Exit(1)
	}
}

// A head is what a checkpoint states.
type head struct {
	origin string
	size   int64
	root   tlog.Hash
}

// openCheckpoint proves a note with the log's key and reads it. The key's name is the only origin that counts.
func openCheckpoint(text []byte, log note.Verifier, others ...note.Verifier) (head, *note.Note, error) {
	opened, err := note.Open(text, note.VerifierList(append([]note.Verifier{log}, others...)...))
	if err != nil {
		return head{}, nil, err
	}
	signed := false
	for _, signature := range opened.Sigs {
		signed = signed || (signature.Name == log.Name() && signature.Hash == log.KeyHash())
	}
	lines := strings.Split(opened.Text, "\n")
	if !signed || len(lines) < 4 || lines[0] != log.Name() {
		return head{}, nil, errors.New("the log did not sign this")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return head{}, nil, errors.New("no size")
	}
	root, err := parseHash(lines[2])
	return head{lines[0], size, root}, opened, err
}

func parseHash(text string) (tlog.Hash, error) {
	var hash tlog.Hash
	decoded, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(decoded) != len(hash) {
		return hash, errors.New("no hash")
	}
	copy(hash[:], decoded)
	return hash, nil
}

// A cosigner is a witness's key (c2sp.org/tlog-cosignature), which the note package does not know by itself.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(message, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, message)
	return seconds > 0 && ed25519.Verify(c.key, []byte(text), signature[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	fields := strings.SplitN(vkey, "+", 3)
	if len(fields) != 3 {
		return nil, errors.New("no witness key")
	}
	key, err := base64.StdEncoding.DecodeString(fields[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("no Ed25519 witness key")
	}
	sum := sha256.Sum256(append([]byte(fields[0]+"\n"), key...))
	if fmt.Sprintf("%x", sum[:4]) != fields[1] {
		return nil, errors.New("the ID is not the key's")
	}
	return cosigner{fields[0], binary.BigEndian.Uint32(sum[:4]), key[1:]}, nil
}

// A store holds all hashes of the tree, made from the leaves alone.
type store []tlog.Hash

func (s store) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for at, index := range indexes {
		if index < 0 || index >= int64(len(s)) {
			return nil, errors.New("the tree has no such hash")
		}
		hashes[at] = s[index]
	}
	return hashes, nil
}

// A path of tlog-tiles is that of the checksum database without the height.
func tilePath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

// listTiles gives the tiles of a tree, of each level those that are full and the one that is not.
func listTiles(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level, hashes := 0, size; hashes > 0; level, hashes = level+1, hashes/256 {
		for index := int64(0); index < hashes/256; index++ {
			tiles = append(tiles, tlog.Tile{H: tileHeight, L: level, N: index, W: 256})
		}
		if hashes%256 > 0 {
			tiles = append(tiles, tlog.Tile{H: tileHeight, L: level, N: hashes / 256, W: int(hashes % 256)})
		}
	}
	return tiles
}

// A policy says whose cosignatures are enough (c2sp.org/tlog-policy).
type policy struct {
	witnesses []note.Verifier
	enough    func(cosigned map[string]bool) bool
}

func keyOf(name string, hash uint32) string {
	return fmt.Sprintf("%08x %s", hash, name)
}

func readPolicy(file string) (*policy, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	read := &policy{}
	named := map[string]func(map[string]bool) bool{"none": func(map[string]bool) bool { return true }}
	for _, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#") || words[0] == "log":
		case words[0] == "witness" && (len(words) == 3 || len(words) == 4) && named[words[1]] == nil:
			witness, err := newCosigner(words[2])
			if err != nil {
				return nil, err
			}
			key := keyOf(witness.Name(), witness.KeyHash())
			read.witnesses = append(read.witnesses, witness)
			named[words[1]] = func(cosigned map[string]bool) bool { return cosigned[key] }
		case words[0] == "group" && len(words) > 3 && named[words[1]] == nil:
			var members []func(map[string]bool) bool
			for _, name := range words[3:] {
				if named[name] == nil || name == "none" {
					return nil, fmt.Errorf("nothing is named %s", name)
				}
				members = append(members, named[name])
			}
			least, err := strconv.Atoi(words[2])
			switch {
			case words[2] == "any":
				least = 1
			case words[2] == "all":
				least = len(members)
			case err != nil || least < 1 || least > len(members):
				return nil, fmt.Errorf("group %s cannot be had", words[1])
			}
			named[words[1]] = func(cosigned map[string]bool) bool {
				reached := 0
				for _, member := range members {
					if member(cosigned) {
						reached++
					}
				}
				return reached >= least
			}
		case words[0] == "quorum" && len(words) == 2 && read.enough == nil && named[words[1]] != nil:
			read.enough = named[words[1]]
		default:
			return nil, fmt.Errorf("no line of a policy: %s", line)
		}
	}
	if read.enough == nil {
		return nil, errors.New("no quorum")
	}
	return read, nil
}

func checkFolder(folder, vkey string, policies []string) string {
	log, err := note.NewVerifier(vkey)
	if err != nil {
		complain("key: %v", err)
		return ""
	}
	trusted := &policy{enough: func(map[string]bool) bool { return true }}
	for _, file := range policies {
		if trusted, err = readPolicy(file); err != nil {
			complain("policy: %v", err)
			return ""
		}
	}
	asked := map[string]bool{}
	read := func(name string) []byte {
		asked[name] = true
		content, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			complain("%s: missing", name)
		}
		return content
	}

	newest, opened, err := openCheckpoint(read("checkpoint"), log, trusted.witnesses...)
	if err != nil {
		complain("checkpoint: %v", err)
		return ""
	}
	cosigned := map[string]bool{}
	for _, signature := range opened.Sigs {
		if signature.Hash != log.KeyHash() || signature.Name != log.Name() {
			cosigned[keyOf(signature.Name, signature.Hash)] = true
		}
	}
	if !trusted.enough(cosigned) {
		complain("checkpoint: too few of the witnesses")
	}
	checkManifest(read, log)

	leaves := readLeaves(read, newest.size)
	if int64(len(leaves)) < newest.size {
		complain("entries: %d of %d", len(leaves), newest.size)
		return ""
	}
	var tree store
	for index, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(index), leaf, tree)
		if err != nil {
			complain("entry %d: %v", index, err)
			return ""
		}
		tree = append(tree, hashes...)
	}
	for _, tile := range listTiles(newest.size) {
		data, err := tlog.ReadTileData(tile, tree)
		if err != nil || !bytes.Equal(data, read(tilePath(tile))) {
			complain("%s: differs", tilePath(tile))
		}
	}
	checkpoints := checkHeads(read, log, tree, newest)
	records := checkRecords(read, leaves)
	checkPolicies(read)
	checkSurplus(folder, asked)
	return fmt.Sprintf("entries=%d checkpoints=%d records=%d cosignatures=%d ", len(leaves), checkpoints, records, len(cosigned))
}

// checkManifest proves that the log signed for the lists that stand beside the tree.
func checkManifest(read func(string) []byte, log note.Verifier) {
	opened, err := note.Open(read("manifest"), note.VerifierList(log))
	if err != nil {
		complain("manifest: %v", err)
		return
	}
	lines := strings.Split(strings.TrimSuffix(opened.Text, "\n"), "\n")
	if lines[0] != log.Name()+"/export" {
		complain("manifest: signed for something else")
	}
	for _, line := range lines[1:] {
		fields := strings.SplitN(line, " ", 2)
		sum := sha256.Sum256(read(fields[len(fields)-1]))
		if fields[0] != base64.StdEncoding.EncodeToString(sum[:]) {
			complain("%s: not what was signed", fields[len(fields)-1])
		}
	}
}

func readLeaves(read func(string) []byte, size int64) [][]byte {
	var leaves [][]byte
	for start := int64(0); start < size; start += 256 {
		width := size - start
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: tileHeight, L: -1, N: start / 256, W: int(width)}
		// The checksum database calls bundles "data"; tlog-tiles calls them "entries".
		name := strings.Replace(tilePath(tile), "tile/data/", "tile/entries/", 1)
		bundle := read(name)
		for len(bundle) >= 2 {
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				break
			}
			leaves = append(leaves, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 || int64(len(leaves)) != start+width {
			complain("%s: cut off", name)
			return leaves
		}
	}
	return leaves
}

// checkHeads holds every kept checkpoint against the tree, and each against the one before by a consistency proof.
func checkHeads(read func(string) []byte, log note.Verifier, tree store, newest head) int {
	count := 0
	before := head{}
	lines(read("checkpoints.jsonl"), func(line []byte) {
		var kept struct {
			Size int64
			Note string
		}
		if err := json.Unmarshal(line, &kept); err != nil {
			complain("checkpoints: %v", err)
			return
		}
		count++
		stated, _, err := openCheckpoint([]byte(kept.Note), log)
		if err != nil || stated.size != kept.Size || stated.size > newest.size {
			complain("checkpoint %d: %v", kept.Size, err)
			return
		}
		checkHead(tree, stated)
		if before.size > 0 && before.size < stated.size {
			proof, err := tlog.ProveTree(stated.size, before.size, tree)
			if err == nil {
				err = tlog.CheckTree(proof, stated.size, stated.root, before.size, before.root)
			}
			if err != nil {
				complain("checkpoints %d and %d: %v", before.size, stated.size, err)
			}
		}
		before = stated
	})
	checkHead(tree, newest)
	return count
}

func checkHead(tree store, stated head) {
	root, err := tlog.TreeHash(stated.size, tree)
	if stated.size == 0 {
		root, err = sha256.Sum256(nil), nil
	}
	if err != nil || root != stated.root {
		complain("checkpoint %d: differs", stated.size)
	}
}

// leafOf gives the bytes in the tree that stand for what an entry says of itself: a commitment to it, which tells nothing.
func leafOf(statement []byte) []byte {
	if !bytes.HasPrefix(statement, []byte("assent ledger entry v2\n")) {
		return statement
	}
	sum := sha256.Sum256(append([]byte("assent ledger statement\n"), statement...))
	return []byte("assent ledger leaf v2\n" + base64.StdEncoding.EncodeToString(sum[:]) + "\n")
}

// checkRecords proves that each listed record is committed to by the entry that is said to state it.
func checkRecords(read func(string) []byte, leaves [][]byte) int {
	count := 0
	lines(read("records.jsonl"), func(line []byte) {
		var record struct {
			Standing string
			Entry    *struct {
				Index      int64
				Statement  string
				Slot       int64
				Commitment []byte
				Path       [][]byte
			}
		}
		if err := json.Unmarshal(line, &record); err != nil {
			complain("records: %v", err)
			return
		}
		count++
		if record.Standing != "STANDS" && record.Standing != "ERASED" {
			complain("record: %s", record.Standing)
		}
		if record.Entry == nil {
			return
		}
		entry := *record.Entry
		if entry.Index < 0 || entry.Index >= int64(len(leaves)) {
			complain("record: no entry %d", entry.Index)
			return
		}
		fields := strings.Split(entry.Statement, "\n")
		if len(fields) < 8 || !bytes.Equal(leafOf([]byte(entry.Statement)), leaves[entry.Index]) {
			complain("entry %d: another statement", entry.Index)
			return
		}
		slots, err := strconv.ParseInt(fields[5], 10, 64)
		root, rootErr := parseHash(fields[6])
		// A slot's commitment is taken as a leaf hash.
		var commitment tlog.Hash
		copy(commitment[:], entry.Commitment)
		proof := make(tlog.RecordProof, len(entry.Path))
		for at, hash := range entry.Path {
			copy(proof[at][:], hash)
		}
		if err != nil || rootErr != nil || tlog.CheckRecord(proof, slots, root, entry.Slot, commitment) != nil {
			complain("entry %d: does not commit to the record", entry.Index)
		}
	})
	return count
}

func checkPolicies(read func(string) []byte) {
	lines(read("policies.jsonl"), func(line []byte) {
		var policy struct{ Bundle, Hash, Text string }
		if err := json.Unmarshal(line, &policy); err != nil {
			complain("policies: %v", err)
			return
		}
		sum := sha256.Sum256([]byte(policy.Text))
		if hex.EncodeToString(sum[:]) != policy.Hash {
			complain("policy %s: differs", policy.Bundle)
		}
	})
}

// checkSurplus names the files that an export of this size does not have.
func checkSurplus(folder string, asked map[string]bool) {
	err := filepath.Walk(folder, func(path string, found os.FileInfo, err error) error {
		if err != nil || found.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err == nil && !asked[filepath.ToSlash(name)] {
			complain("%q: a file too many", name)
		}
		return err
	})
	if err != nil {
		complain("folder: %v", err)
	}
}

func lines(content []byte, each func([]byte)) {
	scanner := bufio.NewScanner(bytes.NewReader(content))
	scanner.Buffer(nil, 64<<20)
	for scanner.Scan() {
		each(scanner.Bytes())
	}
}

// checkReceipt proves a receipt (c2sp.org/tlog-proof) that carries what the entry says of itself.
func checkReceipt(file, vkey string) string {
	log, err := note.NewVerifier(vkey)
	if err != nil {
		complain("key: %v", err)
		return ""
	}
	content, err := os.ReadFile(file)
	if err != nil {
		complain("receipt: missing")
		return ""
	}
	parts := strings.SplitN(string(content), "\n\n", 2)
	fields := strings.Split(parts[0], "\n")
	if len(parts) != 2 || len(fields) < 3 || fields[0] != "c2sp.org/tlog-proof@v1" {
		complain("receipt: no proof")
		return ""
	}
	statement, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(fields[1], "extra "))
	index, indexErr := strconv.ParseInt(strings.TrimPrefix(fields[2], "index "), 10, 64)
	stated, _, checkpointErr := openCheckpoint([]byte(parts[1]), log)
	if err != nil || indexErr != nil || checkpointErr != nil {
		complain("receipt: %v %v %v", err, indexErr, checkpointErr)
		return ""
	}
	proof := make(tlog.RecordProof, len(fields)-3)
	for at, text := range fields[3:] {
		if proof[at], err = parseHash(text); err != nil {
			complain("receipt: %v", err)
			return ""
		}
	}
	if err := tlog.CheckRecord(proof, stated.size, stated.root, index, tlog.RecordHash(leafOf(statement))); err != nil {
		complain("receipt: %v", err)
	}
	return fmt.Sprintf("index=%d size=%d ", index, stated.size)
}
