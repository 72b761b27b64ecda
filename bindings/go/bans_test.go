// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"testing"
	"time"

	"parvis.example/parvis"
)

// joined is a member who has joined.
func joined(f *firm, name string) parvis.AccountView {
	f.Helper()
	added, err := f.portal.AddUser(background, f.claire, parvis.AddUserRequest{FirstName: name, LastName: "Benali", Email: name + "@example.org", Group: f.made.Members, Seniority: "lawyer"})
	check(f, err)
	_, err = f.portal.DrainOutbox(background, f.host, 100)
	check(f, err)
	out, err := f.portal.Join(background, f.host, parvis.JoinRequest{Token: f.inbox.token(f, added.Email), Username: name, Password: "nine amber herons dive"})
	check(f, err)
	return out
}

func TestWhoeverIsBannedIsKeptOutUntilTheBanEnds(t *testing.T) {
	onEach(t, func(f *firm) {
		karim := joined(f, "karim")
		until := time.Now().Add(72 * time.Hour).UTC().Truncate(time.Microsecond)
		banned, err := f.portal.Ban(background, f.claire, parvis.BanRequest{Account: karim.ID, Reason: "Insults", Until: until})
		check(f, err)
		equal(f, "state", parvis.AccountStateActive, banned.State)
		equal(f, "reason", "Insults", banned.BanReason)
		equal(f, "by", f.made.Administrator, banned.BannedBy)
		equal(f, "until", until, banned.BannedUntil)
		trail, err := f.portal.ListEvents(background, f.claire, parvis.ListEventsRequest{Subject: karim.ID})
		check(f, err)
		equal(f, "why", "Insults", trail.Items[len(trail.Items)-1].NoteText)
		_, err = f.portal.SignIn(background, f.host, parvis.SignInRequest{Identifier: "karim", Password: "nine amber herons dive"})
		refused(f, err, parvis.CodeAccountBanned)
		for bans, wanted := range map[parvis.BanFilter][]parvis.UUID{
			parvis.BanFilterAny:       {f.made.Administrator, karim.ID},
			parvis.BanFilterBanned:    {karim.ID},
			parvis.BanFilterNotBanned: {f.made.Administrator},
		} {
			which := parvis.AccountFilter{Bans: bans}
			page, err := f.portal.SearchAccounts(background, f.claire, parvis.SearchAccountsRequest{Which: which})
			check(f, err)
			counts, err := f.portal.CountAccounts(background, f.claire, parvis.CountAccountsRequest{Which: which})
			check(f, err)
			equal(f, "count", len(wanted), counts.Total)
			for n, one := range page.Items {
				equal(f, bans.String(), wanted[n], one.ID)
			}
		}
		_, err = f.portal.Ban(background, f.claire, parvis.BanRequest{Account: f.made.Administrator, Reason: "x"})
		refused(f, err, parvis.CodeOwnAccount)
		back, err := f.portal.Unban(background, f.claire, parvis.UnbanRequest{Account: karim.ID})
		check(f, err)
		equal(f, "lifted", true, back.BannedAt.IsZero() && back.BanReason == "")
		_, err = f.portal.SignIn(background, f.host, parvis.SignInRequest{Identifier: "karim", Password: "nine amber herons dive"})
		check(f, err)
	})
}

func TestAUserIsReplacedInAFullPool(t *testing.T) {
	onEach(t, func(f *firm) {
		var first parvis.AccountView
		for n, name := range []string{"zoe", "yann", "xena", "walt"} {
			one := joined(f, name)
			if n == 0 {
				first = one
			}
		}
		nina := parvis.AddUserRequest{FirstName: "Nina", LastName: "Roy", Email: "nina@example.org", Group: f.made.Members, Seniority: "lawyer"}
		_, err := f.portal.AddUser(background, f.claire, nina)
		refused(f, err, parvis.CodeNoSeat)
		done, err := f.portal.Replace(background, f.claire, parvis.ReplaceRequest{Account: first.ID, Newcomer: nina, Reason: "Has left"})
		check(f, err)
		equal(f, "left", parvis.AccountStateInactive, done.Left.State)
		equal(f, "added", parvis.AccountStateInvited, done.Added.State)
		_, err = f.portal.Deactivate(background, f.claire, parvis.ActivityRequest{Account: done.Added.ID, Reason: "Not needed"})
		check(f, err)
		for who, why := range map[parvis.UUID]string{first.ID: "Has left", done.Added.ID: "Not needed"} {
			trail, err := f.portal.ListEvents(background, f.claire, parvis.ListEventsRequest{Subject: who})
			check(f, err)
			equal(f, "why", why, trail.Items[len(trail.Items)-1].NoteText)
		}
		_, err = f.portal.Reactivate(background, f.claire, parvis.ActivityRequest{Account: first.ID, Reason: "Is back"})
		refused(f, err, parvis.CodeInvalidArgument)
	})
}

func TestGroupsAndWhatTheyLetPeopleDo(t *testing.T) {
	onEach(t, func(f *firm) {
		karim := joined(f, "karim")
		made, err := f.portal.AddGroup(background, f.claire, parvis.AddGroupRequest{Name: "Lawyers", HostPermissions: []string{"core.print", "contract.sign"}})
		check(f, err)
		_, err = f.portal.ChangeGroup(background, f.claire, karim.ID, made.ID, 0)
		check(f, err)
		words, err := f.portal.ViewPermissions(background, f.claire, karim.ID)
		check(f, err)
		equal(f, "words", []string{"core", "core.print"}, words)
		name, all := "Partners", parvis.PermissionsUsersManage
		edited, err := f.portal.EditGroup(background, f.claire, parvis.EditGroupRequest{Group: made.ID, Name: &name, Permissions: &all, HostPermissions: []string{}})
		check(f, err)
		equal(f, "edited", parvis.Group{ID: made.ID, Revision: edited.Revision, Name: name, Permissions: all, Active: 1}, edited)
		groups, err := f.portal.ListGroups(background, parvis.Caller{Workspace: f.host.Workspace, Actor: karim.ID})
		check(f, err)
		equal(f, "groups", edited, groups[len(groups)-1])
		_, err = f.portal.RemoveGroup(background, f.claire, made.ID, 0)
		refused(f, err, parvis.CodeGroupInUse)
		_, err = f.portal.ChangeGroup(background, f.claire, karim.ID, f.made.Members, 0)
		check(f, err)
		_, err = f.portal.ChangeGroup(background, f.claire, f.made.Administrator, f.made.Members, 0)
		refused(f, err, parvis.CodeLastAdministrator)
		_, err = f.portal.RemoveGroup(background, f.claire, made.ID, edited.Revision)
		check(f, err)
	})
}
