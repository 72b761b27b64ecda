// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// SeatGrant is seats to be granted; the zero time stands for at once, and for never.
type SeatGrant struct {
	Sku      string
	Quantity int64
	StartsAt time.Time
	EndsAt   time.Time
	ID       UUID // of the grant to be, so that the call may be repeated; nil: a new one
}

func (b *block) seatGrant(g SeatGrant) *C.parvis_seat_grant {
	out := make1[C.parvis_seat_grant](b)
	out.struct_size = C.sizeof_parvis_seat_grant
	out.sku = b.text(g.Sku)
	out.quantity = C.int64_t(g.Quantity)
	out.starts_at = cMoment(g.StartsAt)
	out.ends_at = cMoment(g.EndsAt)
	out.id = cUUID(g.ID)
	return out
}

// Grant is seats of a sku, bought or given.
type Grant struct {
	ID        UUID
	Revision  uint64
	Sku       string
	Quantity  int64
	StartsAt  time.Time
	EndsAt    time.Time // zero: never
	CreatedBy UUID
	CreatedAt time.Time
	Order     UUID // by which it was bought; nil: given
}

func grantOf(g *C.parvis_grant) Grant {
	return Grant{
		ID:        uuidOf(g.id),
		Revision:  uint64(g.revision),
		Sku:       textOf(g.sku),
		Quantity:  int64(g.quantity),
		StartsAt:  momentOf(g.starts_at),
		EndsAt:    momentOf(g.ends_at),
		CreatedBy: uuidOf(g.created_by),
		CreatedAt: momentOf(g.created_at),
		Order:     uuidOf(g.order),
	}
}

// PoolView is the licenses of one sku.
type PoolView struct {
	Sku          string
	Capacity     int64
	Held         int64
	Waiting      int64
	Remaining    int64
	OverBy       int64
	NextChangeAt time.Time // zero: never
	Granted      int64     // seats bought or given that run now
	Overage      int64     // allowed beyond them
	Reserved     int64     // of those held: for people to come
	Peak         int64     // the most that were held at once this month
	Moves        int64     // rises with every change: of two views the one with more is the newer
}

func poolViewOf(p *C.parvis_pool_view) PoolView {
	return PoolView{
		Sku:          textOf(p.sku),
		Capacity:     int64(p.capacity),
		Held:         int64(p.held),
		Waiting:      int64(p.waiting),
		Remaining:    int64(p.remaining),
		OverBy:       int64(p.over_by),
		NextChangeAt: momentOf(p.next_change_at),
		Granted:      int64(p.granted),
		Overage:      int64(p.overage),
		Reserved:     int64(p.reserved_seats),
		Peak:         int64(p.peak),
		Moves:        int64(p.moves),
	}
}

// Entitlement says whether a sku is to be had.
type Entitlement struct {
	Sku          string
	Quantity     int64     // granted now; 0: it is off
	NextChangeAt time.Time // zero: never
}

func entitlementOf(e *C.parvis_entitlement) Entitlement {
	return Entitlement{textOf(e.sku), int64(e.quantity), momentOf(e.next_change_at)}
}

// ReserveSeatsRequest is seats to be kept for people to come.
type ReserveSeatsRequest struct {
	Sku     string
	Seats   int64
	Lasts   time.Duration // a second to 30 days
	Purpose string        // for people to read; may be empty
	ID      UUID          // of the reservation to be, so that the call may be repeated; nil: a new one
}

// Reservation is seats kept for people to come.
type Reservation struct {
	ID         UUID
	Sku        string
	Seats      int64 // as asked
	Left       int64 // neither taken nor given back
	ExpiresAt  time.Time
	ReservedBy UUID
	ReservedAt time.Time
	Purpose    string
}

func reservationOf(r *C.parvis_reservation) Reservation {
	return Reservation{
		ID:         uuidOf(r.id),
		Sku:        textOf(r.sku),
		Seats:      int64(r.seats),
		Left:       int64(r.left),
		ExpiresAt:  momentOf(r.expires_at),
		ReservedBy: uuidOf(r.reserved_by),
		ReservedAt: momentOf(r.reserved_at),
		Purpose:    textOf(r.purpose),
	}
}

// SeatDemand is what somebody would be.
type SeatDemand struct {
	Account UUID   // nil: people who are not here yet
	Access  Access // that they would have; 0: an account's own
	People  int64  // of a nil account; 0: 1
}

// PoolForecast is what all demands would take of one sku.
type PoolForecast struct {
	Sku     string
	Takes   int64 // seats, as many as there are
	Frees   int64
	Free    int64 // seats before
	Lacks   int64 // seats that there are none for
	Waiting int64 // people who wait already, and come first
}

// SeatForecast is what would come of demands.
type SeatForecast struct {
	Pools             []PoolForecast
	WouldWait         []UUID
	WithoutSeat       []UUID // accounts that could not be let in
	PeopleWithoutSeat int64  // of those who are not here yet
}

func seatForecastOf(f *C.parvis_seat_forecast) SeatForecast {
	return SeatForecast{
		Pools: pointersOf(f.pools, f.pool_count, func(p *C.parvis_pool_forecast) PoolForecast {
			return PoolForecast{textOf(p.sku), int64(p.takes), int64(p.frees), int64(p.free), int64(p.lacks), int64(p.waiting)}
		}),
		WouldWait:         uuidsOf(f.would_wait, f.would_wait_count),
		WithoutSeat:       uuidsOf(f.without_seat, f.without_seat_count),
		PeopleWithoutSeat: int64(f.people_without_seat),
	}
}

// ListHoldersRequest says whose seats.
type ListHoldersRequest struct {
	Sku   string
	After string
	Limit int // 0: 50
}

// SeatHolder is somebody who holds a seat: active with this access, or added and not joined yet.
type SeatHolder struct {
	Account AccountView
	Since   time.Time
}

// SeatUse is the most seats that were held at once in a month, or in several in which nothing moved.
type SeatUse struct {
	Sku      string
	StartsAt time.Time
	EndsAt   time.Time
	Peak     int64
	Capacity int64
}

func seatUseOf(u *C.parvis_seat_use) SeatUse {
	return SeatUse{textOf(u.sku), momentOf(u.starts_at), momentOf(u.ends_at), int64(u.peak), int64(u.capacity)}
}

// GrantSeats grants seats, and admits who waited for them: by the operator, or as Options.Licensing says. Repeated under
// its ID, nothing is granted.
func (p *Portal) GrantSeats(ctx context.Context, by Caller, grant SeatGrant) (PoolView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_pool_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_grant_seats(p.portal, by, b.seatGrant(grant), out, why)
	}, poolViewOf)
}

// EndGrant ends a grant now (the zero time) or later; nobody is thrown out.
func (p *Portal) EndGrant(ctx context.Context, by Caller, grant UUID, endsAt time.Time) (PoolView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_pool_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_end_grant_request](b)
		request.struct_size = C.sizeof_parvis_end_grant_request
		request.grant = cUUID(grant)
		request.ends_at = cMoment(endsAt)
		return C.parvis_end_grant(p.portal, by, request, out, why)
	}, poolViewOf)
}

// ListGrants gives the grants of a sku that have not ended, by their end.
func (p *Portal) ListGrants(ctx context.Context, by Caller, sku string) ([]Grant, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_grant_list, why **C.parvis_error) C.parvis_status {
		return C.parvis_list_grants(p.portal, by, b.text(sku), out, why)
	}, func(l *C.parvis_grant_list) []Grant { return pointersOf(l.items, l.item_count, grantOf) })
}

// ListPools gives every pool of the workspace. Also for the operator.
func (p *Portal) ListPools(ctx context.Context, by Caller) ([]PoolView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_pool_list, why **C.parvis_error) C.parvis_status {
		return C.parvis_list_pools(p.portal, by, out, why)
	}, func(l *C.parvis_pool_list) []PoolView { return pointersOf(l.items, l.item_count, poolViewOf) })
}

// AllowOverage allows seats beyond those granted, while any are.
func (p *Portal) AllowOverage(ctx context.Context, by Caller, sku string, seats int64) (PoolView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_pool_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_allow_overage_request](b)
		request.struct_size = C.sizeof_parvis_allow_overage_request
		request.sku = b.text(sku)
		request.seats = C.int64_t(seats)
		return C.parvis_allow_overage(p.portal, by, request, out, why)
	}, poolViewOf)
}

// CheckEntitlement says whether a sku is to be had. No actor.
func (p *Portal) CheckEntitlement(ctx context.Context, by Caller, sku string) (Entitlement, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_entitlement, why **C.parvis_error) C.parvis_status {
		return C.parvis_check_entitlement(p.portal, by, b.text(sku), out, why)
	}, entitlementOf)
}

// ReserveSeats keeps seats for people to come, all of them or none. Repeated under its ID while it lasts: the same.
func (p *Portal) ReserveSeats(ctx context.Context, by Caller, r ReserveSeatsRequest) (Reservation, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_reservation, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_reserve_seats_request](b)
		request.struct_size = C.sizeof_parvis_reserve_seats_request
		request.sku = b.text(r.Sku)
		request.seats = C.int64_t(r.Seats)
		request.lasts_us = C.int64_t(r.Lasts.Microseconds())
		request.purpose = b.text(r.Purpose)
		request.id = cUUID(r.ID)
		return C.parvis_reserve_seats(p.portal, by, request, out, why)
	}, reservationOf)
}

// ReleaseReservation gives back what is left of it.
func (p *Portal) ReleaseReservation(ctx context.Context, by Caller, reservation UUID) (Reservation, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_reservation, why **C.parvis_error) C.parvis_status {
		return C.parvis_release_reservation(p.portal, by, b.uuid(reservation), out, why)
	}, reservationOf)
}

// ListReservations gives the reservations of a sku that last, by their end.
func (p *Portal) ListReservations(ctx context.Context, by Caller, sku string) ([]Reservation, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_reservation_list, why **C.parvis_error) C.parvis_status {
		return C.parvis_list_reservations(p.portal, by, b.text(sku), out, why)
	}, func(l *C.parvis_reservation_list) []Reservation {
		return pointersOf(l.items, l.item_count, reservationOf)
	})
}

// PreviewSeats tells what commands would take, one after the other. Changes nothing.
func (p *Portal) PreviewSeats(ctx context.Context, by Caller, demands []SeatDemand) (SeatForecast, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_seat_forecast, why **C.parvis_error) C.parvis_status {
		given, items := makeN[*C.parvis_seat_demand](b, len(demands))
		for n, one := range demands {
			items[n] = make1[C.parvis_seat_demand](b)
			items[n].struct_size = C.sizeof_parvis_seat_demand
			items[n].access = C.int32_t(one.Access)
			items[n].account = cUUID(one.Account)
			items[n].people = C.int64_t(one.People)
		}
		return C.parvis_preview_seats(p.portal, by, given, C.size_t(len(demands)), out, why)
	}, seatForecastOf)
}

// ListHolders tells who holds a seat of a sku, and since when.
func (p *Portal) ListHolders(ctx context.Context, by Caller, r ListHoldersRequest) (Page[SeatHolder], error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_holder_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_list_holders_request](b)
		request.struct_size = C.sizeof_parvis_list_holders_request
		request.sku = b.text(r.Sku)
		request.after = b.text(r.After)
		request.limit = C.size_t(r.Limit)
		return C.parvis_list_holders(p.portal, by, request, out, why)
	}, func(l *C.parvis_holder_page) Page[SeatHolder] {
		items := pointersOf(l.items, l.item_count, func(h *C.parvis_seat_holder) SeatHolder {
			return SeatHolder{accountViewOf(h.account), momentOf(h.since)}
		})
		return Page[SeatHolder]{Items: items, Next: textOf(l.next)}
	})
}

// Holders yields all of them, page by page.
func (p *Portal) Holders(ctx context.Context, by Caller, r ListHoldersRequest) func(func(SeatHolder, error) bool) {
	return all(func(after string) (Page[SeatHolder], error) {
		r.After = after
		return p.ListHolders(ctx, by, r)
	})
}

// ViewUse gives the peaks of a sku by month, the present one last. The zero time: from the first, and to the last.
// Also for the operator.
func (p *Portal) ViewUse(ctx context.Context, by Caller, sku string, from, until time.Time) ([]SeatUse, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_seat_use_list, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_view_use_request](b)
		request.struct_size = C.sizeof_parvis_view_use_request
		request.sku = b.text(sku)
		request.from = cMoment(from)
		request.until = cMoment(until)
		return C.parvis_view_use(p.portal, by, request, out, why)
	}, func(l *C.parvis_seat_use_list) []SeatUse { return pointersOf(l.items, l.item_count, seatUseOf) })
}
