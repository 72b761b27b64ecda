// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"parvis.example/parvis"
)

func TestAHealthyStoreHasNoFinding(t *testing.T) {
	onEach(t, func(f *firm) {
		f.openForm()
		zoe := f.signUp("zoe", 0)
		last := uint64(0)
		report, err := f.portal.InspectStore(background, f.operator, parvis.InspectStoreRequest{
			Progress: func(done, total uint64) bool {
				last = done
				return total == 0
			},
		})
		check(f, err)
		equal(f, "rows", report.Rows, int(last))
		if report.Found != 0 || len(report.Findings) != 0 || !report.SumsJudged || report.Rows < 10 {
			f.Errorf("%+v", report)
		}
		_, err = f.portal.InspectStore(background, parvis.Caller{Workspace: "ravel", Actor: zoe.ID}, parvis.InspectStoreRequest{})
		refused(f, err, parvis.CodePermissionDenied)
	})
}

func TestWhoseAddressOrUsernameItIs(t *testing.T) {
	onEach(t, func(f *firm) {
		for _, identifier := range []string{"claire", "CLAIRE@example.org"} {
			found, err := f.portal.FindAccount(background, f.operator, identifier)
			check(f, err)
			equal(f, "account", f.made.Administrator, found.ID)
		}
		_, err := f.portal.FindAccount(background, f.operator, "nobody")
		refused(f, err, parvis.CodeNotFound)
		_, err = f.portal.FindAccount(background, f.host, "claire")
		refused(f, err, parvis.CodePermissionDenied)
		equal(f, "name", "seats_held", parvis.StoreDefectSeatsHeld.String())
	})
}

// plainText is a text policy that says nothing about how people are looked for.
type plainText struct{}

func (plainText) NFC(_ context.Context, text string) (string, error)             { return text, nil }
func (plainText) DomainToASCII(_ context.Context, domain string) (string, error) { return domain, nil }

// folder folds one accent and one ligature.
type folder struct {
	plainText
	accent string
}

func (f *folder) Fold(_ context.Context, text string) (string, error) {
	return strings.NewReplacer("é", f.accent, "É", f.accent, "ß", "ss").Replace(text), nil
}

func foundBy(f *firm, which parvis.AccountFilter) int {
	page, err := f.portal.SearchAccounts(background, f.claire, parvis.SearchAccountsRequest{Which: which})
	check(f, err)
	return len(page.Items)
}

func TestNamesAreFoundByWhatTheirHostFoldsAlike(t *testing.T) {
	f := newFirm(t, parvis.Host{Storage: newPlainStorage(), Text: &folder{accent: "e"}})
	_, err := f.portal.AddPortalAccount(background, f.claire, parvis.AddPortalAccountRequest{
		FirstName: "Zoé", LastName: "Strauß", Email: "p@example.org", Company: "Léger"})
	check(t, err)
	for _, text := range []string{"ZOE", "zoé", "STRAUSS zoe", "strauß"} {
		equal(t, text, 1, foundBy(f, parvis.AccountFilter{Text: text}))
	}
	equal(t, "company", 1, foundBy(f, parvis.AccountFilter{Company: "LEGER"}))
}

func TestWithoutAFolderOnlyASCIIFolds(t *testing.T) {
	f := newFirm(t, parvis.Host{Storage: newPlainStorage(), Text: plainText{}})
	_, err := f.portal.AddPortalAccount(background, f.claire, parvis.AddPortalAccountRequest{
		FirstName: "Zoé", LastName: "DUPONT", Email: "p@example.org"})
	check(t, err)
	equal(t, "as it is", 1, foundBy(f, parvis.AccountFilter{Text: "zoé dupont"}))
	equal(t, "without accents", 0, foundBy(f, parvis.AccountFilter{Text: "zoe"}))
	equal(t, "in another case", 0, foundBy(f, parvis.AccountFilter{Text: "ZOÉ"}))
}

func TestPartsOfWordsAreFoundInAnIndexThatTheTimerFeeds(t *testing.T) {
	how := parvis.SqliteOptions{Path: filepath.Join(t.TempDir(), "firm.sqlite"), IndexPartsOfWords: true}
	store, err := parvis.OpenSqliteStorage(how)
	check(t, err)
	f := newFirm(t, parvis.Host{Storage: store})
	_, err = f.portal.AddPortalAccount(background, f.claire, parvis.AddPortalAccountRequest{
		FirstName: "Zoe", LastName: "Moreau", Email: "p@example.org"})
	check(t, err)
	equal(t, "before", 1, foundBy(f, parvis.AccountFilter{Text: "OREA"}))
	for _, wanted := range []int{2, 0} {
		done, err := f.portal.RunDue(background, f.host, 100)
		check(t, err)
		equal(t, "indexed", wanted, done.Indexed)
	}
	equal(t, "afterwards", 1, foundBy(f, parvis.AccountFilter{Text: "OREA"}))
}

func TestSearchKeysAreFoldedAnewWhenAHostFoldsOtherwise(t *testing.T) {
	text := &folder{accent: "e"}
	f := newFirm(t, parvis.Host{Storage: newPlainStorage(), Text: text})
	_, err := f.portal.AddPortalAccount(background, f.claire, parvis.AddPortalAccountRequest{
		FirstName: "Zoé", LastName: "Moreau", Email: "p@example.org"})
	check(t, err)
	text.accent = "x"
	inspected := func(keys parvis.SearchKeys) parvis.StoreReport {
		report, err := f.portal.InspectStore(background, f.operator, parvis.InspectStoreRequest{SearchKeys: keys})
		check(t, err)
		return report
	}
	told := inspected(parvis.SearchKeysTold)
	equal(t, "found", 1, told.Found)
	equal(t, "refreshed", 0, told.Refreshed)
	equal(t, "column", "search_key", told.Findings[0].Column)
	equal(t, "zoé", 0, foundBy(f, parvis.AccountFilter{Text: "zoé"}))
	healed := inspected(parvis.SearchKeysRefreshed)
	equal(t, "found", 0, healed.Found)
	equal(t, "refreshed", 1, healed.Refreshed)
	equal(t, "zoé", 1, foundBy(f, parvis.AccountFilter{Text: "zoé"}))
	equal(t, "found", 0, inspected(parvis.SearchKeysTold).Found)
}
