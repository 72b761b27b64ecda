// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"testing"

	"parvis.example/parvis"
)

func TestAHealthyStoreHasNoFinding(t *testing.T) {
	onEach(t, func(f *firm) {
		f.openForm()
		zoe := f.signUp("zoe", 0)
		last := uint64(0)
		report, err := f.portal.InspectStore(background, f.host, parvis.InspectStoreRequest{
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
			found, err := f.portal.FindAccount(background, f.host, identifier)
			check(f, err)
			equal(f, "account", f.made.Administrator, found.ID)
		}
		_, err := f.portal.FindAccount(background, f.host, "nobody")
		refused(f, err, parvis.CodeNotFound)
		equal(f, "name", "seats_held", parvis.StoreDefectSeatsHeld.String())
	})
}
