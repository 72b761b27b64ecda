// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "context"

// AccountSort says by what accounts are sorted, and then by when they arose.
type AccountSort int32

// Every AccountSort.
const (
	AccountSortCreated     AccountSort = 1
	AccountSortName        AccountSort = 2
	AccountSortEmail       AccountSort = 3
	AccountSortActiveSince AccountSort = 4
	AccountSortBannedAt    AccountSort = 5
	AccountSortQueuedAt    AccountSort = 6
	AccountSortDecideBy    AccountSort = 7
)

var namesAccountSort = map[AccountSort]string{
	AccountSortCreated:     "created",
	AccountSortName:        "name",
	AccountSortEmail:       "email",
	AccountSortActiveSince: "active_since",
	AccountSortBannedAt:    "banned_at",
	AccountSortQueuedAt:    "queued_at",
	AccountSortDecideBy:    "decide_by",
}

// String is the name of the enumerator, for instance "created".
func (n AccountSort) String() string { return nameOf(namesAccountSort, n) }

// SortDirection says which way.
type SortDirection int32

// Every SortDirection.
const (
	SortDirectionAscending  SortDirection = 1
	SortDirectionDescending SortDirection = 2
)

var namesSortDirection = map[SortDirection]string{
	SortDirectionAscending:  "ascending",
	SortDirectionDescending: "descending",
}

// String is the name of the enumerator, for instance "ascending".
func (n SortDirection) String() string { return nameOf(namesSortDirection, n) }

// BanFilter says who is found, by whether they are banned. A ban that has run out stands until it is lifted.
type BanFilter int32

// Every BanFilter.
const (
	BanFilterAny       BanFilter = 0
	BanFilterBanned    BanFilter = 1
	BanFilterNotBanned BanFilter = 2
)

var namesBanFilter = map[BanFilter]string{
	BanFilterAny:       "any",
	BanFilterBanned:    "banned",
	BanFilterNotBanned: "not_banned",
}

// String is the name of the enumerator, for instance "any".
func (n BanFilter) String() string { return nameOf(namesBanFilter, n) }

// AccountFilter says which accounts: all that is given must hold. What was erased is never found.
type AccountFilter struct {
	States     []AccountState // any of these; none: any
	Kinds      []AccountKind  // any of these; none: any
	Access     Access         // they have all of this; 0: any
	Group      UUID           // nil: any; users only have one
	Invite     UUID           // the link that brought them; nil: any
	DecidedBy  UUID           // who approved or rejected; nil: any
	Company    string         // the whole name, as the text policy folds it
	Text       string         // words; each is part of name, address, username or code; 6 at most
	BeginsWith string         // how the last name begins, or the address, by whichever it is sorted
	Bans       BanFilter      // whether they are banned
}

func (b *block) accountFilter(r AccountFilter) *C.parvis_account_filter {
	out := make1[C.parvis_account_filter](b)
	out.struct_size = C.sizeof_parvis_account_filter
	out.access = C.int32_t(r.Access)
	out.states, out.state_count = numbers(b, r.States)
	out.kinds, out.kind_count = numbers(b, r.Kinds)
	out.group = cUUID(r.Group)
	out.invite = cUUID(r.Invite)
	out.decided_by = cUUID(r.DecidedBy)
	out.company = b.text(r.Company)
	out.text = b.text(r.Text)
	out.begins_with = b.text(r.BeginsWith)
	out.bans = C.int32_t(r.Bans)
	return out
}

// SearchAccountsRequest is a page of what is looked for.
type SearchAccountsRequest struct {
	Which     AccountFilter
	Sort      AccountSort   // 0: created
	Direction SortDirection // 0: ascending
	After     string
	Limit     int // 0: 50
	CountCap  int
}

// CountAccountsRequest says of which accounts the number is wanted.
type CountAccountsRequest struct {
	Which    AccountFilter
	CountCap int // of each state up to so many; 0: 1,000
}

// AccountCounts is how many accounts there are.
type AccountCounts struct {
	Total   int
	ByState map[AccountState]int // up to the cap; those with none as well
}

func accountCountsOf(c *C.parvis_account_counts) AccountCounts {
	out := AccountCounts{Total: int(c.total), ByState: map[AccountState]int{}}
	for _, one := range listOf(c.by, c.by_count, func(one *C.parvis_state_count) C.parvis_state_count { return *one }) {
		out.ByState[AccountState(one.state)] = int(one.count)
	}
	return out
}

// SearchAccounts gives a page of accounts by what is known of them.
func (p *Portal) SearchAccounts(ctx context.Context, by Caller, r SearchAccountsRequest) (Page[AccountView], error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_search_accounts_request](b)
		request.struct_size = C.sizeof_parvis_search_accounts_request
		request.sort = C.int32_t(r.Sort)
		request.direction = C.int32_t(r.Direction)
		request.which = b.accountFilter(r.Which)
		request.after = b.text(r.After)
		request.limit = C.size_t(r.Limit)
		request.count_cap = C.size_t(r.CountCap)
		return C.parvis_search_accounts(p.portal, by, request, out, why)
	}, accountPageOf)
}

// FoundAccounts yields all that are looked for, page by page.
func (p *Portal) FoundAccounts(ctx context.Context, by Caller, r SearchAccountsRequest) func(func(AccountView, error) bool) {
	return all(func(after string) (Page[AccountView], error) {
		r.After = after
		return p.SearchAccounts(ctx, by, r)
	})
}

// CountAccounts tells how many of them there are in each state.
func (p *Portal) CountAccounts(ctx context.Context, by Caller, r CountAccountsRequest) (AccountCounts, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_counts, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_count_accounts_request](b)
		request.struct_size = C.sizeof_parvis_count_accounts_request
		request.which = b.accountFilter(r.Which)
		request.count_cap = C.size_t(r.CountCap)
		return C.parvis_count_accounts(p.portal, by, request, out, why)
	}, accountCountsOf)
}
