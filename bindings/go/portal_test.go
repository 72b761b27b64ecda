// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"parvis.example/parvis"
)

const password = "nine amber herons dive"

var background = context.Background()

// inbox keeps mails.
type inbox struct {
	mutex sync.Mutex
	mails []parvis.Mail
}

func (i *inbox) Send(_ context.Context, mail parvis.Mail) error {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.mails = append(i.mails, mail)
	return nil
}

// token is that of the newest mail to an address.
func (i *inbox) token(t testing.TB, address string) parvis.Secret {
	t.Helper()
	for n := len(i.mails) - 1; n >= 0; n-- {
		if i.mails[n].To != address {
			continue
		}
		for _, word := range strings.Fields(i.mails[n].Text.Reveal()) {
			if strings.Contains(word, "token=") {
				return tokenOf(t, parvis.Secret(word))
			}
		}
	}
	t.Fatalf("no mail with a link to %s", address)
	return ""
}

func tokenOf(t testing.TB, link parvis.Secret) parvis.Secret {
	t.Helper()
	at, err := url.Parse(link.Reveal())
	check(t, err)
	return parvis.Secret(at.Query().Get("token"))
}

// firm is a portal that is set up, with an administrator and an inbox.
type firm struct {
	*testing.T
	portal   *parvis.Portal
	inbox    *inbox
	host     parvis.Caller
	operator parvis.Caller
	claire   parvis.Caller
	made     parvis.SetUpReply
	prices   uint64 // the revision of the catalog
}

func options() parvis.Options {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		panic(err)
	}
	return parvis.Options{
		Keys:   []parvis.RingKey{{ID: 1, Secret: parvis.Secret(secret)}},
		Scrypt: &parvis.Scrypt{Log2N: 2, R: 1, P: 1},

		Licensing: parvis.LicensingByAdministrators,
	}
}

func newFirm(t *testing.T, host parvis.Host) *firm {
	t.Helper()
	return openFirm(t, options(), host)
}

func openFirm(t *testing.T, given parvis.Options, host parvis.Host) *firm {
	t.Helper()
	f := &firm{T: t, inbox: &inbox{}, host: parvis.Caller{Workspace: "ravel"}}
	if host.Mailer == nil {
		host.Mailer = f.inbox
	}
	var err error
	f.portal, err = parvis.Open(given, host)
	check(t, err)
	t.Cleanup(func() { _ = f.portal.Close() })
	f.made, err = f.portal.SetUp(background, f.host, parvis.SetUpRequest{
		PortalName: "Cabinet Ravel",
		PortalURL:  "https://portal.example.org",
		FirstName:  "Claire",
		LastName:   "Beaumont",
		Email:      "claire@example.org",
		Username:   "claire",
		Password:   "seven violet otters swim",
		Grants:     []parvis.SeatGrant{{Sku: "core", Quantity: 5}, {Sku: "collaborators", Quantity: 1}},
	})
	check(t, err)
	f.operator, f.claire = f.host, f.host
	f.operator.Actor, f.claire.Actor = parvis.Operator, f.made.Administrator
	return f
}

func (f *firm) openForm() {
	f.Helper()
	wanted, err := f.portal.ViewSettings(background, f.claire)
	check(f, err)
	wanted.SignupPolicy = parvis.SignupPolicyBoth
	wanted.Approval = parvis.ApprovalModeByUser
	wanted.Approvers = []parvis.UUID{f.made.Administrator}
	_, err = f.portal.ChangeSettings(background, f.claire, wanted)
	check(f, err)
}

func (f *firm) signUp(name string, access parvis.AccountKind) parvis.AccountView {
	f.Helper()
	email := name + "@example.org"
	reply, err := f.portal.SignUp(background, f.host, parvis.SignUpRequest{
		FirstName: "Zoé", LastName: "Moreau", Username: name, Email: email, Password: password, Access: access,
	})
	check(f, err)
	_, err = f.portal.DrainOutbox(background, f.host, 100)
	check(f, err)
	account, err := f.portal.ProveEmail(background, f.host, parvis.ProveEmailRequest{
		Token: f.inbox.token(f, email), Continuation: reply.Continuation,
	})
	check(f, err)
	return account
}

// onEach runs a test on every storage.
func onEach(t *testing.T, test func(f *firm)) {
	for name, open := range storages {
		t.Run(name, func(t *testing.T) { test(newFirm(t, parvis.Host{Storage: open(t)})) })
	}
}

func equal(t testing.TB, what string, wanted, got any) {
	t.Helper()
	if !reflect.DeepEqual(wanted, got) {
		t.Errorf("%s: %v, not %v", what, got, wanted)
	}
}

func refused(t testing.TB, err error, code parvis.Code) {
	t.Helper()
	if !errors.Is(err, code) {
		t.Errorf("%v, not %v", err, code)
	}
}

func TestARequestIsReceivedProvenApprovedAndSignsIn(t *testing.T) {
	onEach(t, func(f *firm) {
		f.openForm()
		applicant := f.signUp("zoe", 0)
		equal(f, "state", parvis.AccountStatePending, applicant.State)
		if time.Since(applicant.CreatedAt) > 5*time.Minute || applicant.DecideBy.IsZero() {
			f.Errorf("moments: %v", applicant)
		}
		page, err := f.portal.ListAccounts(background, f.claire, parvis.ListAccountsRequest{CountCap: 10})
		check(f, err)
		equal(f, "page", parvis.Page[parvis.AccountView]{Items: []parvis.AccountView{applicant}, Count: 1}, page)
		approved, err := f.portal.Approve(background, f.claire, parvis.ApproveRequest{Account: applicant.ID, Seen: applicant.Revision})
		check(f, err)
		equal(f, "approved", parvis.AccountStateActive, approved.State)
		again, err := f.portal.Approve(background, f.claire, parvis.ApproveRequest{Account: applicant.ID})
		check(f, err)
		equal(f, "approved once more", approved, again)
		account, err := f.portal.SignIn(background, f.host, parvis.SignInRequest{Identifier: "zoe", Password: password})
		check(f, err)
		equal(f, "who signed in", applicant.ID, account.ID)
		french := f.host
		french.Language = "fr"
		_, err = f.portal.SignIn(background, french, parvis.SignInRequest{Identifier: "zoe", Password: "another one, and wrong"})
		refused(f, err, parvis.CodeCredentialsWrong)
		var why *parvis.Error
		words, messageErr := parvis.Message(parvis.CodeCredentialsWrong, "fr", "")
		check(f, messageErr)
		if !errors.As(err, &why) || why.Message != words {
			f.Errorf("message: %v", err)
		}
	})
}

func TestEveryErrorOfAFormComesAtOnce(t *testing.T) {
	onEach(t, func(f *firm) {
		f.openForm()
		_, err := f.portal.SignUp(background, f.host, parvis.SignUpRequest{LastName: "O'Brien", Username: "a", Email: "nobody", Password: "short"})
		refused(f, err, parvis.CodeInvalidForm)
		var why *parvis.Error
		if !errors.As(err, &why) {
			f.Fatal(err)
		}
		told := map[string]parvis.Code{}
		for _, one := range why.Fields {
			told[one.Field] = one.Code
		}
		equal(f, "fields", map[string]parvis.Code{
			"first_name": parvis.CodeRequired, "username": parvis.CodeTooShort,
			"email": parvis.CodeEmailInvalid, "password": parvis.CodePasswordTooShort,
		}, told)
	})
}

func TestOneOfManyGoroutinesGetsTheLastSeat(t *testing.T) {
	onEach(t, func(f *firm) {
		f.openForm()
		var people []parvis.AccountView
		for n := 0; n < 6; n++ {
			people = append(people, f.signUp(fmt.Sprintf("guest%d", n), parvis.AccountKindCollaborator))
		}
		states := make(chan parvis.AccountState, len(people))
		for _, one := range people {
			go func(id parvis.UUID) {
				account, err := f.portal.Approve(background, f.claire, parvis.ApproveRequest{Account: id})
				if err != nil {
					f.Error(err)
				}
				states <- account.State
			}(one.ID)
		}
		count := map[parvis.AccountState]int{}
		for range people {
			count[<-states]++
		}
		equal(f, "states", map[parvis.AccountState]int{parvis.AccountStateActive: 1, parvis.AccountStateWaiting: 5}, count)
		queue, err := f.portal.SearchAccounts(background, f.claire, parvis.SearchAccountsRequest{Sort: parvis.AccountSortQueuedAt})
		check(f, err)
		equal(f, "queue", 5, len(queue.Items))
		for n := 1; n < len(queue.Items); n++ {
			equal(f, "in order", false, queue.Items[n].QueuedAt.Before(queue.Items[n-1].QueuedAt))
		}
		pool, err := f.portal.GrantSeats(background, f.claire, parvis.SeatGrant{Sku: "collaborators", Quantity: 2})
		check(f, err)
		equal(f, "held", int64(3), pool.Held)
	})
}

func TestLinksLiveAndDie(t *testing.T) {
	onEach(t, func(f *firm) {
		made, err := f.portal.CreateInvite(background, f.claire, parvis.CreateInviteRequest{Label: "Fair", Lifetime: 48 * time.Hour, MaxUses: 3})
		check(f, err)
		equal(f, "expiry", made.Invite.CreatedAt.Add(48*time.Hour), made.Invite.ExpiresAt)
		shown, err := f.portal.ShowInvite(background, f.claire, made.Invite.ID)
		check(f, err)
		equal(f, "shown", made, shown)
		form, err := f.portal.CheckInvite(background, f.host, tokenOf(f, made.Link))
		check(f, err)
		equal(f, "form", "Cabinet Ravel", form.PortalName)
		rotated, err := f.portal.RotateInvite(background, f.claire, made.Invite.ID)
		check(f, err)
		_, err = f.portal.CheckInvite(background, f.host, tokenOf(f, made.Link))
		refused(f, err, parvis.CodeInviteInvalid)
		closed, err := f.portal.CloseInvite(background, f.claire, made.Invite.ID)
		check(f, err)
		equal(f, "a closed link", parvis.Secret(""), closed.Link)
		reopened, err := f.portal.ReopenInvite(background, f.claire, made.Invite.ID, parvis.LinkFateKeep)
		check(f, err)
		equal(f, "the link kept", rotated.Link, reopened.Link)
		count := 0
		f.portal.Invites(background, f.claire, parvis.ListInvitesRequest{State: parvis.InviteStateOpen})(func(one parvis.Invite, err error) bool {
			check(f, err)
			count++
			return true
		})
		equal(f, "open links", 1, count)
		revoked, err := f.portal.RevokeInvite(background, f.claire, made.Invite.ID)
		check(f, err)
		equal(f, "state", parvis.InviteStateRevoked, revoked.Invite.State)
		told, err := f.portal.InvitePeople(background, f.claire, parvis.InvitePeopleRequest{
			People: []parvis.Invitee{{Email: "a@example.org", Language: "fr"}, {Email: "nobody"}},
		})
		check(f, err)
		refused(f, told[1].Err, parvis.CodeEmailInvalid)
		resent, err := f.portal.ResendInvite(background, f.claire, told[0].Invite.ID, parvis.LinkFateRotate)
		check(f, err)
		equal(f, "a personal link", parvis.Secret(""), resent.Link)
	})
}

func TestBulkDecisionsAnswerForEachRow(t *testing.T) {
	onEach(t, func(f *firm) {
		f.openForm()
		first, second, third := f.signUp("ada", 0), f.signUp("bob", 0), f.signUp("cyd", 0)
		rows, err := f.portal.ApproveEach(background, f.claire, []parvis.ApproveRequest{{Account: first.ID, Seen: first.Revision}, {Account: f.made.Members}})
		check(f, err)
		equal(f, "first", parvis.AccountStateActive, rows[0].View.State)
		refused(f, rows[1].Err, parvis.CodeNotFound)
		rows, err = f.portal.RejectEach(background, f.claire, []parvis.RejectRequest{{Account: second.ID, Reason: "no"}})
		check(f, err)
		equal(f, "second", parvis.AccountStateRejected, rows[0].View.State)
		reopened, err := f.portal.Reopen(background, f.claire, parvis.ApproveRequest{Account: second.ID})
		check(f, err)
		equal(f, "reopened", parvis.AccountStatePending, reopened.State)
		silent, err := f.portal.Reject(background, f.claire, parvis.RejectRequest{Account: second.ID, Notice: parvis.NoticeSilent})
		check(f, err)
		equal(f, "rejected", parvis.AccountStateRejected, silent.State)
		rows, err = f.portal.ApprovePending(background, f.claire, 10)
		check(f, err)
		equal(f, "pending", third.ID, rows[0].Account)
	})
}

func TestPeopleAreLookedForCountedAndPaged(t *testing.T) {
	onEach(t, func(f *firm) {
		var added []parvis.AccountView
		for n, name := range []string{"Zoé", "Zacharie", "Élodie"} {
			one, err := f.portal.AddPortalAccount(background, f.claire, parvis.AddPortalAccountRequest{
				FirstName: name, LastName: "Dupont", Email: fmt.Sprintf("p%d@example.org", n)})
			check(f, err)
			added = append(added, one)
		}
		asked := parvis.SearchAccountsRequest{
			Which:     parvis.AccountFilter{Kinds: []parvis.AccountKind{parvis.AccountKindClient}, Text: "DUPONT"},
			Sort:      parvis.AccountSortName,
			Direction: parvis.SortDirectionDescending,
			Limit:     1,
			CountCap:  9,
		}
		var names []string
		f.portal.FoundAccounts(background, f.claire, asked)(func(one parvis.AccountView, err error) bool {
			check(f, err)
			names = append(names, one.FirstName)
			return true
		})
		equal(f, "names", []string{"Élodie", "Zoé", "Zacharie"}, names) // no policy: É is behind z
		page, err := f.portal.SearchAccounts(background, f.claire, asked)
		check(f, err)
		equal(f, "count", 3, page.Count)
		counts, err := f.portal.CountAccounts(background, f.claire, parvis.CountAccountsRequest{Which: asked.Which})
		check(f, err)
		equal(f, "invited", 3, counts.ByState[parvis.AccountStateInvited])
		equal(f, "total", 3, counts.Total)
		asked.After, asked.Which.Text = page.Next, "zoe"
		_, err = f.portal.SearchAccounts(background, f.claire, asked)
		refused(f, err, parvis.CodeCursorInvalid)
		rows, err := f.portal.ResendJoinEach(background, f.claire, []parvis.UUID{added[0].ID, f.made.Administrator})
		check(f, err)
		check(f, rows[0].Err)
		refused(f, rows[1].Err, parvis.CodeIllegalTransition)
		rows, err = f.portal.DeactivateEach(background, f.claire, []parvis.ActivityRequest{{Account: added[0].ID}})
		check(f, err)
		equal(f, "gone", parvis.AccountStateInactive, rows[0].View.State)
	})
}

func TestUsersJoinAreDeactivatedAndReactivated(t *testing.T) {
	onEach(t, func(f *firm) {
		added, err := f.portal.AddUser(background, f.claire, parvis.AddUserRequest{FirstName: "Karim", LastName: "Benali", Email: "karim@example.org", Group: f.made.Members, Seniority: "lawyer"})
		check(f, err)
		equal(f, "state", parvis.AccountStateInvited, added.State)
		_, err = f.portal.DrainOutbox(background, f.host, 100)
		check(f, err)
		joined, err := f.portal.Join(background, f.host, parvis.JoinRequest{Token: f.inbox.token(f, "karim@example.org"), Username: "karim", Password: password})
		check(f, err)
		gone, err := f.portal.Deactivate(background, f.claire, parvis.ActivityRequest{Account: joined.ID})
		check(f, err)
		equal(f, "state", parvis.AccountStateInactive, gone.State)
		_, err = f.portal.Reactivate(background, f.claire, parvis.ActivityRequest{Account: joined.ID})
		check(f, err)
		_, err = f.portal.Deactivate(background, f.claire, parvis.ActivityRequest{Account: f.made.Administrator})
		refused(f, err, parvis.CodeLastAdministrator)
	})
}

func TestSomebodyIsAddedToThePortalJoinsAndIsPromoted(t *testing.T) {
	onEach(t, func(f *firm) {
		wanted, err := f.portal.ViewSettings(background, f.claire)
		check(f, err)
		equal(f, "seniorities", 3, len(wanted.Seniorities))
		equal(f, "requests", parvis.ApprovalMode(0), wanted.AccessRequests)
		wanted.AccessRequests = parvis.ApprovalModeByUser
		wanted.SeniorityOptional = true
		wanted.Fields = []parvis.FieldRule{{Name: "badge", AskedOf: parvis.FieldAudienceUsers}, {Name: "file"}}
		changed, err := f.portal.ChangeSettings(background, f.claire, wanted)
		check(f, err)
		equal(f, "audience", parvis.FieldAudienceUsers, changed.Settings.Fields[0].AskedOf)
		equal(f, "optional", true, changed.Settings.SeniorityOptional)

		added, err := f.portal.AddPortalAccount(background, f.claire, parvis.AddPortalAccountRequest{
			FirstName: "Dora", LastName: "Haddad", Email: "dora@example.org", Mobile: "+33 (0)6 12 34 56 78",
			Address: "12 rue de la Paix\r\n75002 Paris", Code: "C-17", CaseRole: parvis.CaseRoleClient,
			Fields: []parvis.FieldValue{{Name: "file", Value: "2026/17"}},
		})
		check(f, err)
		equal(f, "state", parvis.AccountStateInvited, added.State)
		equal(f, "mobile", "+33612345678", added.Mobile)
		equal(f, "address", "12 rue de la Paix\n75002 Paris", added.Address)
		equal(f, "fields", 1, len(added.Fields))
		if added.JoinBy.IsZero() {
			f.Error("the link never expires")
		}
		_, err = f.portal.ResendJoin(background, f.claire, added.ID)
		check(f, err)
		company, none := "Haddad SARL", ""
		edit := parvis.EditAccountRequest{Account: added.ID, Seen: added.Revision, Company: &company, Mobile: &none, Fields: []parvis.FieldValue{}}
		_, err = f.portal.EditAccount(background, f.claire, edit)
		refused(f, err, parvis.CodeStale)
		edit.Seen = 0
		edited, err := f.portal.EditAccount(background, f.claire, edit)
		check(f, err)
		equal(f, "company", company, edited.Company)
		equal(f, "mobile", "", edited.Mobile)
		equal(f, "code", "C-17", edited.Code)
		equal(f, "fields", 0, len(edited.Fields))

		_, err = f.portal.DrainOutbox(background, f.host, 100)
		check(f, err)
		joined, err := f.portal.Join(background, f.host, parvis.JoinRequest{Token: f.inbox.token(f, "dora@example.org"), Username: "dora", Password: password})
		check(f, err)
		dora := f.host
		dora.Actor = joined.ID
		asked, err := f.portal.AskAccess(background, dora, parvis.AccessCollaborator)
		check(f, err)
		equal(f, "asked", parvis.AccessCollaborator, asked.AskedAccess)
		equal(f, "access", parvis.AccessClient, asked.Access)
		no, err := f.portal.RejectAccess(background, f.claire, parvis.RejectAccessRequest{Account: joined.ID, Access: parvis.AccessCollaborator, Reason: "No mandate"})
		check(f, err)
		equal(f, "asked", parvis.AccessNone, no.AskedAccess)
		_, err = f.portal.AskAccess(background, dora, parvis.AccessCollaborator)
		check(f, err)
		settings, err := f.portal.ViewSettings(background, f.claire)
		check(f, err)
		touched, err := f.portal.PreviewSettings(background, f.claire, settings)
		check(f, err)
		equal(f, "open", 1, touched.AccessRequests)
		granted, err := f.portal.ApproveAccess(background, f.claire, parvis.ApproveAccessRequest{Account: joined.ID, Access: parvis.AccessCollaborator})
		check(f, err)
		equal(f, "kind", parvis.AccountKindCollaborator, granted.Kind)
		both := parvis.AccessClient | parvis.AccessCollaborator
		moved, err := f.portal.ChangeAccess(background, f.claire, parvis.ChangeAccessRequest{Account: joined.ID, Access: both})
		check(f, err)
		equal(f, "access", both, moved.Access)
		seen, err := f.portal.ViewAccount(background, dora, joined.ID)
		check(f, err)
		equal(f, "revision", moved.Revision, seen.Revision)
		demanded, err := f.portal.DemandPasswordChange(background, f.claire, joined.ID, 0)
		check(f, err)
		equal(f, "demanded", true, demanded.MustChangePassword)
		on, err := f.portal.OverridePrivacy(background, f.claire, parvis.OverridePrivacyRequest{Account: f.made.Administrator, Privacy: parvis.PrivacyOverrideOn})
		check(f, err)
		if on.OverridesPrivacySince.IsZero() {
			f.Error("nothing is overridden")
		}
	})
}

func TestSettingsAreViewedChangedAndPreviewed(t *testing.T) {
	onEach(t, func(f *firm) {
		before, err := f.portal.ViewSettings(background, f.claire)
		check(f, err)
		wanted := before
		wanted.SignupPolicy = parvis.SignupPolicyClients
		wanted.Languages = []string{"fr", "en"}
		wanted.DefaultLanguage = "fr"
		wanted.DeniedDomains = []string{"example.net"}
		wanted.ReservedUsernames = []string{"cabinet"}
		wanted.InviteLifetime = 5 * time.Hour
		wanted.Fields = []parvis.FieldRule{{Name: "office", Requirement: parvis.RequirementRequired, Choices: []string{"Lyon", "Lille"}}}
		wanted.Consents = []parvis.ConsentRule{{Name: "terms", Version: "2026-01", Requirement: parvis.RequirementRequired}}
		_, err = f.portal.PreviewSettings(background, f.claire, wanted)
		check(f, err)
		changed, err := f.portal.ChangeSettings(background, f.claire, wanted)
		check(f, err)
		wanted.Revision++
		equal(f, "settings", wanted, changed.Settings)
		_, err = f.portal.ChangeSettings(background, f.claire, before)
		refused(f, err, parvis.CodeStale)
		form, err := f.portal.ViewSignUpForm(background, f.host)
		check(f, err)
		equal(f, "fields", wanted.Fields, form.Fields)
		equal(f, "consents", wanted.Consents, form.Consents)
		_, err = f.portal.SignUp(background, f.host, parvis.SignUpRequest{
			FirstName: "Zoé", LastName: "Moreau", Username: "zoe", Email: "zoe@example.org", Password: password,
			Fields:   []parvis.FieldValue{{Name: "office", Value: "Lyon"}},
			Consents: []parvis.GivenConsent{{Name: "terms", Version: "2026-01"}},
		})
		check(f, err)
		_, err = f.portal.StartSignUp(background, f.host, parvis.StartSignUpRequest{Email: "bob@example.org"})
		check(f, err)
	})
}

func TestGrantsBeginEndAndAreListed(t *testing.T) {
	onEach(t, func(f *firm) {
		soon := time.Now().UTC().Truncate(time.Second).Add(24 * time.Hour)
		pool, err := f.portal.GrantSeats(background, f.claire, parvis.SeatGrant{Sku: "core", Quantity: 7, StartsAt: soon, EndsAt: soon.Add(time.Hour)})
		check(f, err)
		equal(f, "next change", soon, pool.NextChangeAt)
		grants, err := f.portal.ListGrants(background, f.claire, "core")
		check(f, err)
		equal(f, "ends", []time.Time{soon.Add(time.Hour), {}}, []time.Time{grants[0].EndsAt, grants[1].EndsAt})
		_, err = f.portal.EndGrant(background, f.claire, grants[0].ID, soon.Add(time.Minute))
		check(f, err)
		pools, err := f.portal.ListPools(background, f.claire)
		check(f, err)
		var skus []string
		for _, one := range pools {
			skus = append(skus, one.Sku)
		}
		sort.Strings(skus)
		equal(f, "pools", []string{"collaborators", "contract", "core"}, skus)
	})
}

func TestTheTrailIsListedSealedReadAndVerified(t *testing.T) {
	onEach(t, func(f *firm) {
		var whole []parvis.Event
		f.portal.Events(background, f.claire, parvis.ListEventsRequest{Limit: 1})(func(one parvis.Event, err error) bool {
			check(f, err)
			whole = append(whole, one)
			return true
		})
		sealed, err := f.portal.SealAudit(background, f.host, 100)
		check(f, err)
		equal(f, "sealed", len(whole), sealed.Sealed)
		entries, err := f.portal.ReadAudit(background, f.claire, parvis.ReadAuditRequest{})
		check(f, err)
		equal(f, "first", int64(1), entries[0].Position)
		report, err := f.portal.VerifyAudit(background, f.claire, parvis.VerifyAuditRequest{Through: &sealed.Head, Progress: func(uint64, uint64) bool { return true }})
		check(f, err)
		equal(f, "verified", len(whole), report.Verified)
		report, err = f.portal.VerifyAudit(background, f.claire, parvis.VerifyAuditRequest{Through: &parvis.AuditAnchor{Position: sealed.Head.Position, Hash: make([]byte, 32)}})
		check(f, err)
		equal(f, "defect", parvis.AuditDefectAnchor, report.Defect)
		_, err = f.portal.RunDue(background, f.host, 100)
		check(f, err)
	})
}

type refusing struct{}

func (refusing) Send(context.Context, parvis.Mail) error {
	return &parvis.Failure{Code: parvis.CodeEmailInvalid, Detail: "never"}
}

func TestDeadLettersAreListedAndTriedAgain(t *testing.T) {
	store, err := parvis.OpenMemoryStorage(nil)
	check(t, err)
	f := newFirm(t, parvis.Host{Storage: store, Mailer: refusing{}})
	_, err = f.portal.AddUser(background, f.claire, parvis.AddUserRequest{FirstName: "Karim", LastName: "Benali", Email: "karim@example.org", Group: f.made.Members, Seniority: "lawyer"})
	check(t, err)
	drained, err := f.portal.DrainOutbox(background, f.host, 100)
	check(t, err)
	equal(t, "given up, of them failed", [2]int{1, 1}, [2]int{drained.Dead, drained.Failed})
	var why *parvis.Error
	if !errors.As(drained.LastFailure, &why) || why.Code != parvis.CodeEmailInvalid || why.Detail != "never" {
		t.Errorf("why: %v", drained.LastFailure)
	}
	f.portal.Outbox(background, f.claire, parvis.ListOutboxRequest{})(func(item parvis.OutboxItem, err error) bool {
		check(t, err)
		equal(t, "effect", parvis.EffectMailJoin, item.Effect)
		queued, err := f.portal.RetryOutbox(background, f.claire, item.ID)
		check(t, err)
		equal(t, "state", parvis.OutboxStateQueued, queued.State)
		return false
	})
	page, err := f.portal.ListOutbox(background, f.claire, parvis.ListOutboxRequest{})
	check(t, err)
	equal(t, "dead", 0, len(page.Items))
	shown, err := f.portal.PreviewMail(background, f.claire, parvis.PreviewMailRequest{Effect: parvis.EffectMailWelcome, Language: "fr"})
	check(t, err)
	equal(t, "language", "fr", shown.Language)
}

// books is a participant.
type books struct {
	seen []any
	fail error
}

func (b *books) TakePart(_ context.Context, given any, connection unsafe.Pointer, applied parvis.Batch) error {
	b.seen = append(b.seen, given)
	if connection == nil || len(applied.Operations) == 0 {
		return errors.New("nothing to take part in")
	}
	return b.fail
}

func TestAParticipantWritesInTheSameTransactionAndMayRefuse(t *testing.T) {
	part := &books{}
	store, err := parvis.OpenSqliteStorage(parvis.SqliteOptions{Path: filepath.Join(t.TempDir(), "books.sqlite"), Participant: part})
	check(t, err)
	f := newFirm(t, parvis.Host{Storage: store})
	by := f.claire
	by.Context = "order 7"
	_, err = f.portal.GrantSeats(background, by, parvis.SeatGrant{Sku: "core", Quantity: 1})
	check(t, err)
	equal(t, "seen", []any{"order 7"}, part.seen)
	part.fail = errors.New("the books are closed")
	_, err = f.portal.GrantSeats(background, by, parvis.SeatGrant{Sku: "core", Quantity: 1})
	refused(t, err, parvis.CodeUnavailable)
	if !errors.Is(err, part.fail) {
		t.Errorf("the cause is lost: %v", err)
	}
}

func TestMailsAreWrittenAsFiles(t *testing.T) {
	directory := t.TempDir()
	mailer, err := parvis.OpenEmlMailer(directory, "firm@example.org", "Cabinet Ravel")
	check(t, err)
	store, err := parvis.OpenMemoryStorage(nil)
	check(t, err)
	f := newFirm(t, parvis.Host{Storage: store, Mailer: mailer})
	_, err = f.portal.AddUser(background, f.claire, parvis.AddUserRequest{FirstName: "Karim", LastName: "Benali", Email: "karim@example.org", Group: f.made.Members, Seniority: "lawyer"})
	check(t, err)
	_, err = f.portal.DrainOutbox(background, f.host, 100)
	check(t, err)
	written, err := filepath.Glob(filepath.Join(directory, "*.eml"))
	check(t, err)
	equal(t, "files", 1, len(written))
	_, err = parvis.OpenEmlMailer(directory, "no address", "")
	refused(t, err, parvis.CodeEmailInvalid)
}

func TestWordsAreTheLibrarys(t *testing.T) {
	equal(t, "version", "0.1.0", parvis.Version())
	equal(t, "state", "actif", parvis.AccountStateActive.Label("fr"))
	equal(t, "kind", "client", parvis.AccountKindClient.Label("fr"))
	equal(t, "language", "fr", parvis.BuiltInLanguage("fr-CA"))
	equal(t, "phrase", "interdit", parvis.PhraseBanned.Text("fr"))
	equal(t, "names", "waiting signed_in no_seat unknown", fmt.Sprintf("%v %v %v %v", parvis.AccountStateWaiting,
		parvis.EventTypeSignedIn, parvis.CodeNoSeat, parvis.Kind(99)))
	own, err := parvis.LicenseLabel("our own", "en")
	check(t, err)
	equal(t, "license", "our own", own)
	if parvis.CaseRoleStaff.Label("en") == "" || parvis.AccessCore.Label("en") == parvis.AccessClient.Label("en") {
		t.Error("labels")
	}
	id := parvis.UUID{0x01, 0xa2, 15: 0xff}
	read, err := parvis.ParseUUID(strings.ToUpper(id.String()))
	check(t, err)
	equal(t, "uuid", id, read)
	if _, err := parvis.ParseUUID("nothing"); err == nil {
		t.Error("no UUID is read")
	}
}

// What a binding for Go has no use for.
var unused = map[string]string{
	"parvis_account_state_name": "enumerators have their names",
	"parvis_event_type_name":    "enumerators have their names",
	"parvis_order_state_name":   "enumerators have their names",
	"parvis_effect_name":        "enumerators have their names",
	"parvis_store_defect_name":  "enumerators have their names",
	"parvis_uuid_write":         "UUID.String writes",
	"parvis_call_context":       "a participant is given the context, a storage of Go has its own",
}

func TestEveryFunctionOfTheHeaderIsUsedOrHasAReasonNotToBe(t *testing.T) {
	_, here, _, _ := runtime.Caller(0)
	headers, err := filepath.Glob(filepath.Join(filepath.Dir(here), "../../capi/include/parvis/*.h"))
	check(t, err)
	var sources strings.Builder
	for _, pattern := range []string{"*.go", "shim.c"} {
		files, err := filepath.Glob(filepath.Join(filepath.Dir(here), pattern))
		check(t, err)
		for _, one := range files {
			if strings.HasSuffix(one, "_test.go") {
				continue
			}
			text, err := os.ReadFile(one)
			check(t, err)
			sources.Write(text)
		}
	}
	declared := regexp.MustCompile(`(?m)^PARVIS_API (?:PARVIS_NODISCARD )?[\w* ]+?\b(parvis_\w+)\(`)
	functions := 0
	for _, header := range headers {
		text, err := os.ReadFile(header)
		check(t, err)
		for _, found := range declared.FindAllStringSubmatch(string(text), -1) {
			functions++
			used := regexp.MustCompile(found[1] + `\(`).MatchString(sources.String())
			if _, known := unused[found[1]]; used == known {
				t.Errorf("%s: used %v", found[1], used)
			}
		}
	}
	if functions < 70 {
		t.Errorf("only %d functions are found", functions)
	}
}
