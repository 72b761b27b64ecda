// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"parvis.example/parvis"
)

// rowsOf gives rows one by one; after the n-th it fails, unless n is 0.
func rowsOf(rows []parvis.ImportRow, n int, failure error) func() (*parvis.ImportRow, error) {
	next := 0
	return func() (*parvis.ImportRow, error) {
		if n != 0 && next == n {
			return nil, failure
		}
		if next == len(rows) {
			return nil, nil
		}
		next++
		return &rows[next-1], nil
	}
}

func (f *firm) people() []parvis.ImportRow {
	return []parvis.ImportRow{
		{User: &parvis.AddUserRequest{
			FirstName: "Ada", LastName: "Roy", Email: "ada@example.org", Group: f.made.Members, Seniority: "lawyer",
		}},
		{Key: "17", PortalAccount: &parvis.AddPortalAccountRequest{FirstName: "Zoé", LastName: "Roy", Email: "zoe@example.org"}},
		{Invited: &parvis.Invitee{Email: "ines@example.org"}},
		{Key: "19", PortalAccount: &parvis.AddPortalAccountRequest{FirstName: "Nobody", Email: "nobody"}},
	}
}

func TestPeopleAreImportedWithAnAnswerARowAndKnownAgain(t *testing.T) {
	for name, open := range storages {
		t.Run(name, func(t *testing.T) {
			f := newFirm(t, parvis.Host{Storage: open(t)})
			var told []parvis.ImportOutcome
			request := parvis.ImportRequest{
				Key:  "people.csv",
				Mode: parvis.ImportModeDryRun,
				Next: rowsOf(f.people(), 0, nil),
				Tell: func(one parvis.ImportOutcome) error {
					told = append(told, one)
					return nil
				},
			}
			dry, err := f.portal.ImportPeople(background, f.claire, request)
			check(f, err)
			imagined := told
			told = nil
			request.Mode = parvis.ImportModeWrite
			request.Next = rowsOf(f.people(), 0, nil)
			reply, err := f.portal.ImportPeople(background, f.claire, request)
			check(f, err)
			equal(f, "reply", parvis.ImportReply{Rows: 4, Made: 3, Refused: 1}, reply)
			equal(f, "dry run", reply, dry)
			for n, one := range told {
				equal(f, "code", imagined[n].Code, one.Code)
				equal(f, "number", uint64(n+1), one.Number)
			}
			equal(f, "key", "ada@example.org", told[0].Key)
			var why *parvis.Error
			if !errors.As(told[3].Err, &why) || len(why.Fields) != 2 {
				t.Errorf("refused for %v", told[3].Err)
			}
			request.Next, request.Tell = rowsOf(f.people(), 0, nil), nil
			again, err := f.portal.ImportPeople(background, f.claire, request)
			check(f, err)
			equal(f, "again", parvis.ImportReply{Rows: 4, Already: 3, Refused: 1}, again)
		})
	}
}

func TestNoRowMakesAnAdministratorUnlessTheImportSaysThatRowsMay(t *testing.T) {
	f := newFirm(t, parvis.Host{Storage: storages["plain"](t)})
	rows := f.people()[:1]
	rows[0].User.Group = f.made.Administrators
	var told []parvis.ImportOutcome
	request := parvis.ImportRequest{
		Key:  "people.csv",
		Next: rowsOf(rows, 0, nil),
		Tell: func(one parvis.ImportOutcome) error {
			told = append(told, one)
			return nil
		},
	}
	reply, err := f.portal.ImportPeople(background, f.claire, request)
	check(f, err)
	equal(f, "reply", parvis.ImportReply{Rows: 1, Refused: 1}, reply)
	var why *parvis.Error
	if !errors.As(told[0].Err, &why) || len(why.Fields) != 1 {
		f.Fatalf("a row that makes an administrator: %v", told[0].Err)
	}
	equal(f, "field", "group", why.Fields[0].Field)
	equal(f, "code", parvis.CodeGroupNotAllowed, why.Fields[0].Code)
	request.Next, request.Administrators = rowsOf(rows, 0, nil), parvis.ImportAdministratorsAllowed
	reply, err = f.portal.ImportPeople(background, f.claire, request)
	check(f, err)
	equal(f, "reply", parvis.ImportReply{Rows: 1, Made: 1}, reply)
}

func TestWhatASourceFailsWithEndsTheImport(t *testing.T) {
	f := newFirm(t, parvis.Host{Storage: storages["plain"](t)})
	gone := errors.New("the file is gone")
	request := parvis.ImportRequest{Key: "people.csv", Next: rowsOf(f.people(), 2, gone)}
	_, err := f.portal.ImportPeople(background, f.claire, request)
	refused(f, err, parvis.CodeHostFailed)
	if !errors.Is(err, gone) {
		t.Errorf("the cause is lost: %v", err)
	}
	ended, cancel := context.WithCancel(background)
	request.Next = func() (*parvis.ImportRow, error) {
		cancel()
		return &f.people()[0], nil
	}
	_, err = f.portal.ImportPeople(ended, f.claire, request)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a context that was cancelled: %v", err)
	}
	request.Next = nil
	_, err = f.portal.ImportPeople(background, f.claire, request)
	refused(f, err, parvis.CodeInvalidArgument)
	request.Next = rowsOf(f.people(), 0, nil)
	request.Tell = func(parvis.ImportOutcome) error { panic("nobody listens") }
	_, err = f.portal.ImportPeople(background, f.claire, request)
	refused(f, err, parvis.CodeHostFailed)
	request.Next, request.Tell = rowsOf(f.people(), 0, nil), nil
	reply, err := f.portal.ImportPeople(background, f.claire, request)
	check(f, err)
	equal(f, "already", uint64(3), reply.Already)
}

func TestATableIsReadByEncodingCSVAndNoCellIsAFormula(t *testing.T) {
	f := newFirm(t, parvis.Host{Storage: storages["plain"](t)})
	nasty := []string{"=1+1", "+33612345678", "-2", "@SUM(A1)", "＝x", `say "hello"`, "a,b;c"}
	for n, text := range nasty {
		_, err := f.portal.AddPortalAccount(background, f.claire, parvis.AddPortalAccountRequest{
			FirstName: "Given", LastName: "Family", Email: "client" + string(rune('0'+n)) + "@example.org",
			Company: text, Address: "1 rue de la Paix\n75002 Paris",
		})
		check(f, err)
	}
	var written bytes.Buffer
	rows, err := f.portal.ExportAccounts(background, f.claire, &written, parvis.ExportAccountsRequest{})
	check(f, err)
	equal(f, "rows", uint64(len(nasty)+1), rows)
	table, err := csv.NewReader(&written).ReadAll()
	check(f, err)
	equal(f, "header", parvis.AccountColumns(), table[0])
	at := map[string]int{}
	for n, name := range table[0] {
		at[name] = n
	}
	for n, row := range table[2:] {
		cell := row[at["company"]]
		if cell != nasty[n] && cell != "'"+nasty[n] {
			t.Errorf("%q is written as %q", nasty[n], cell)
		}
		equal(f, "address", "1 rue de la Paix\n75002 Paris", row[at["address"]])
		for _, cell := range row {
			if strings.IndexAny(strings.TrimLeft(cell, " "), "=+-@\t\r\n＝＋－＠") == 0 {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	_, err = f.portal.ExportAccounts(background, f.claire, nil, parvis.ExportAccountsRequest{})
	refused(f, err, parvis.CodeInvalidArgument)
}

func TestEverythingAboutSomebodyIsToldAndThenGone(t *testing.T) {
	for name, open := range storages {
		t.Run(name, func(t *testing.T) {
			f := newFirm(t, parvis.Host{Storage: open(t)})
			zoe, err := f.portal.AddPortalAccount(background, f.claire, parvis.AddPortalAccountRequest{
				FirstName: "Zoé", LastName: "Roy", Email: "zoe@example.org",
			})
			check(f, err)
			data, err := f.portal.ExportPerson(background, f.claire, zoe.ID)
			check(f, err)
			equal(f, "whose", zoe.ID, data.Account)
			equal(f, "first", "account", data.Sections[0].Name)
			var address string
			for _, one := range data.Sections[0].Records[0] {
				if one.Name == "email" {
					address = one.Value
				}
			}
			equal(f, "address", "zoe@example.org", address)
			_, err = f.portal.Erase(background, f.claire, parvis.EraseRequest{Account: zoe.ID, Seen: zoe.Revision + 1})
			refused(f, err, parvis.CodeStale)
			gone, err := f.portal.Erase(background, f.claire, parvis.EraseRequest{Account: zoe.ID, Seen: zoe.Revision})
			check(f, err)
			equal(f, "state", parvis.AccountStateErased, gone.State)
			equal(f, "email", "", gone.Email)
			_, err = f.portal.ExportPerson(background, f.claire, zoe.ID)
			refused(f, err, parvis.CodeNotFound)
			due, err := f.portal.RunDue(background, f.host, 100)
			check(f, err)
			equal(f, "left", 0, due.Erased)
		})
	}
}
