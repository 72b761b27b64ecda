// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

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

// ReserveSeats keeps seats for people to come, all of them or none.
func (p *Portal) ReserveSeats(ctx context.Context, by Caller, r ReserveSeatsRequest) (Reservation, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_reservation, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_reserve_seats_request](b)
		request.struct_size = C.sizeof_parvis_reserve_seats_request
		request.sku = b.text(r.Sku)
		request.seats = C.int64_t(r.Seats)
		request.lasts_us = C.int64_t(r.Lasts.Microseconds())
		request.purpose = b.text(r.Purpose)
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
