// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// SkuType is an enumeration of the header.
type SkuType int32

// Every SkuType.
const (
	SkuTypeProduct SkuType = 1
	SkuTypeModule  SkuType = 2
	SkuTypeAddOn   SkuType = 3
)

var namesSkuType = map[SkuType]string{
	SkuTypeProduct: "product",
	SkuTypeModule:  "module",
	SkuTypeAddOn:   "add_on",
}

// String is the name of the enumerator, for instance "product".
func (n SkuType) String() string { return nameOf(namesSkuType, n) }

// TermUnit is an enumeration of the header.
type TermUnit int32

// Every TermUnit.
const (
	TermUnitMonth TermUnit = 1
	TermUnitYear  TermUnit = 2
)

var namesTermUnit = map[TermUnit]string{
	TermUnitMonth: "month",
	TermUnitYear:  "year",
}

// String is the name of the enumerator, for instance "month".
func (n TermUnit) String() string { return nameOf(namesTermUnit, n) }

// OrderState is an enumeration of the header.
type OrderState int32

// Every OrderState.
const (
	OrderStateOpen      OrderState = 1
	OrderStateGranted   OrderState = 2
	OrderStateDeclined  OrderState = 3
	OrderStateAbandoned OrderState = 4
	OrderStateRefunded  OrderState = 5
)

var namesOrderState = map[OrderState]string{
	OrderStateOpen:      "open",
	OrderStateGranted:   "granted",
	OrderStateDeclined:  "declined",
	OrderStateAbandoned: "abandoned",
	OrderStateRefunded:  "refunded",
}

// String is the name of the enumerator, for instance "open".
func (n OrderState) String() string { return nameOf(namesOrderState, n) }

// PaymentEvent is an enumeration of the header.
type PaymentEvent int32

// Every PaymentEvent.
const (
	PaymentEventPaid      PaymentEvent = 1
	PaymentEventDeclined  PaymentEvent = 2
	PaymentEventAbandoned PaymentEvent = 3
	PaymentEventRefunded  PaymentEvent = 4
)

var namesPaymentEvent = map[PaymentEvent]string{
	PaymentEventPaid:      "paid",
	PaymentEventDeclined:  "declined",
	PaymentEventAbandoned: "abandoned",
	PaymentEventRefunded:  "refunded",
}

// String is the name of the enumerator, for instance "paid".
func (n PaymentEvent) String() string { return nameOf(namesPaymentEvent, n) }

// CheckoutState is an enumeration of the header.
type CheckoutState int32

// Every CheckoutState.
const (
	CheckoutStateStarted  CheckoutState = 1
	CheckoutStatePaid     CheckoutState = 2
	CheckoutStateDeclined CheckoutState = 3
)

var namesCheckoutState = map[CheckoutState]string{
	CheckoutStateStarted:  "started",
	CheckoutStatePaid:     "paid",
	CheckoutStateDeclined: "declined",
}

// String is the name of the enumerator, for instance "started".
func (n CheckoutState) String() string { return nameOf(namesCheckoutState, n) }

// CatalogSku is something that can be had.
type CatalogSku struct {
	Code  string // ASCII without blanks, 1 to 64 characters; unique
	Type  SkuType
	Needs []string // one of these has to be bought with it, or be had
}

// CatalogPlan is for how long, and in which money.
type CatalogPlan struct {
	Code     string
	Term     int64
	Unit     TermUnit
	Currency string // ISO 4217
}

// CatalogPrice is what one of a sku costs for the term of a plan, in the smallest unit of the money.
type CatalogPrice struct {
	Sku    string
	Plan   string
	Amount int64
}

// Catalog is what a workspace can buy.
type Catalog struct {
	Revision uint64 // 0: nobody has set one yet
	Skus     []CatalogSku
	Plans    []CatalogPlan
	Prices   []CatalogPrice
}

func catalogOf(c *C.parvis_catalog) Catalog {
	return Catalog{
		Revision: uint64(c.revision),
		Skus: pointersOf(c.skus, c.sku_count, func(s *C.parvis_catalog_sku) CatalogSku {
			return CatalogSku{textOf(s.code), SkuType(s._type), textsOf(s.needs, s.need_count)}
		}),
		Plans: pointersOf(c.plans, c.plan_count, func(p *C.parvis_catalog_plan) CatalogPlan {
			return CatalogPlan{textOf(p.code), int64(p.term), TermUnit(p.unit), textOf(p.currency)}
		}),
		Prices: pointersOf(c.prices, c.price_count, func(p *C.parvis_catalog_price) CatalogPrice {
			return CatalogPrice{textOf(p.sku), textOf(p.plan), int64(p.amount)}
		}),
	}
}

func (b *block) catalog(c Catalog) *C.parvis_catalog {
	out := make1[C.parvis_catalog](b)
	out.struct_size = C.sizeof_parvis_catalog
	out.revision = C.uint64_t(c.Revision)
	skus, items := makeN[*C.parvis_catalog_sku](b, len(c.Skus))
	for n, one := range c.Skus {
		items[n] = make1[C.parvis_catalog_sku](b)
		items[n].struct_size = C.sizeof_parvis_catalog_sku
		items[n]._type = C.int32_t(one.Type)
		items[n].code = b.text(one.Code)
		items[n].needs, items[n].need_count = b.texts(one.Needs)
	}
	out.skus, out.sku_count = skus, C.size_t(len(c.Skus))
	plans, terms := makeN[*C.parvis_catalog_plan](b, len(c.Plans))
	for n, one := range c.Plans {
		terms[n] = make1[C.parvis_catalog_plan](b)
		terms[n].struct_size = C.sizeof_parvis_catalog_plan
		terms[n].unit = C.int32_t(one.Unit)
		terms[n].code = b.text(one.Code)
		terms[n].term = C.int64_t(one.Term)
		terms[n].currency = b.text(one.Currency)
	}
	out.plans, out.plan_count = plans, C.size_t(len(c.Plans))
	prices, amounts := makeN[*C.parvis_catalog_price](b, len(c.Prices))
	for n, one := range c.Prices {
		amounts[n] = make1[C.parvis_catalog_price](b)
		amounts[n].struct_size = C.sizeof_parvis_catalog_price
		amounts[n].sku = b.text(one.Sku)
		amounts[n].plan = b.text(one.Plan)
		amounts[n].amount = C.int64_t(one.Amount)
	}
	out.prices, out.price_count = prices, C.size_t(len(c.Prices))
	return out
}

// WantedLine is so many of a sku.
type WantedLine struct {
	Sku      string
	Quantity int64
}

func (b *block) wantedLines(lines []WantedLine) (*C.parvis_wanted_line, C.size_t) {
	out, items := makeN[C.parvis_wanted_line](b, len(lines))
	for n, one := range lines {
		items[n].sku = b.text(one.Sku)
		items[n].quantity = C.int64_t(one.Quantity)
	}
	return out, C.size_t(len(lines))
}

func orderLinesOf(lines *C.parvis_order_line, count C.size_t) []OrderLine {
	return listOf(lines, count, func(l *C.parvis_order_line) OrderLine {
		return OrderLine{textOf(l.sku), int64(l.quantity), int64(l.unit_amount), int64(l.amount)}
	})
}

// Quote is what an order would cost.
type Quote struct {
	CatalogRevision uint64 // an order at these prices has to name it
	Plan            string
	Term            int64
	Unit            TermUnit
	Currency        string
	Lines           []OrderLine
	Total           int64
}

func quoteOf(q *C.parvis_quote) Quote {
	return Quote{
		CatalogRevision: uint64(q.catalog_revision),
		Plan:            textOf(q.plan),
		Term:            int64(q.term),
		Unit:            TermUnit(q.unit),
		Currency:        textOf(q.currency),
		Lines:           orderLinesOf(q.lines, q.line_count),
		Total:           int64(q.total),
	}
}

// PlaceOrderRequest is what is ordered.
type PlaceOrderRequest struct {
	Key             string // the host's own name for the order
	CatalogRevision uint64 // of the quote
	Plan            string
	Lines           []WantedLine
	Renews          UUID // the order whose term this one continues; nil: none
}

// Order is a purchase.
type Order struct {
	ID              UUID
	Revision        uint64
	Key             string
	State           OrderState
	Plan            string
	Term            int64
	Unit            TermUnit
	Currency        string
	Lines           []OrderLine
	Total           int64
	Returned        int64 // of the total, paid back so far
	CatalogRevision uint64
	PlacedBy        UUID
	PlacedAt        time.Time
	ExpiresAt       time.Time // when it is abandoned, while it can be paid
	Renews          UUID
	Reference       string // the gateway's name for the checkout; empty until it was asked
	CheckoutURL     string // where to pay, while it can be paid
	StartsAt        time.Time
	EndsAt          time.Time
	Grants          []UUID
}

func orderOf(o *C.parvis_order) Order {
	return Order{
		ID:              uuidOf(o.id),
		Revision:        uint64(o.revision),
		Key:             textOf(o.key),
		State:           OrderState(o.state),
		Plan:            textOf(o.plan),
		Term:            int64(o.term),
		Unit:            TermUnit(o.unit),
		Currency:        textOf(o.currency),
		Lines:           orderLinesOf(o.lines, o.line_count),
		Total:           int64(o.total),
		Returned:        int64(o.returned),
		CatalogRevision: uint64(o.catalog_revision),
		PlacedBy:        uuidOf(o.placed_by),
		PlacedAt:        momentOf(o.placed_at),
		ExpiresAt:       momentOf(o.expires_at),
		Renews:          uuidOf(o.renews),
		Reference:       textOf(o.reference),
		CheckoutURL:     textOf(o.checkout_url),
		StartsAt:        momentOf(o.starts_at),
		EndsAt:          momentOf(o.ends_at),
		Grants:          uuidsOf(o.grants, o.grant_count),
	}
}

// ListOrdersRequest says which orders.
type ListOrdersRequest struct {
	State OrderState // 0: open
	After string
	Limit int // 0: 50
}

// PaymentNotice is what the host's gateway has told.
type PaymentNotice struct {
	Key      string // the gateway's own name for the notice
	Order    UUID
	What     PaymentEvent
	Amount   int64 // paid or paid back
	Currency string
}

// ViewCatalog gives the built-in one, without plans, until one is set. No actor.
func (p *Portal) ViewCatalog(ctx context.Context, by Caller) (Catalog, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_catalog, why **C.parvis_error) C.parvis_status {
		return C.parvis_view_catalog(p.portal, by, out, why)
	}, catalogOf)
}

// ChangeCatalog sets the vendor's prices, by who grants seats.
func (p *Portal) ChangeCatalog(ctx context.Context, by Caller, wanted Catalog) (Catalog, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_catalog, why **C.parvis_error) C.parvis_status {
		return C.parvis_change_catalog(p.portal, by, b.catalog(wanted), out, why)
	}, catalogOf)
}

// QuoteOrder tells what an order would cost. Changes nothing.
func (p *Portal) QuoteOrder(ctx context.Context, by Caller, plan string, lines []WantedLine) (Quote, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_quote, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_quote_request](b)
		request.struct_size = C.sizeof_parvis_quote_request
		request.plan = b.text(plan)
		request.lines, request.line_count = b.wantedLines(lines)
		return C.parvis_quote_order(p.portal, by, request, out, why)
	}, quoteOf)
}

// PlaceOrder places an order at the prices of a quote, once for each key, and asks the gateway how it is paid.
func (p *Portal) PlaceOrder(ctx context.Context, by Caller, r PlaceOrderRequest) (Order, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_order, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_place_order_request](b)
		request.struct_size = C.sizeof_parvis_place_order_request
		request.key = b.text(r.Key)
		request.catalog_revision = C.uint64_t(r.CatalogRevision)
		request.plan = b.text(r.Plan)
		request.lines, request.line_count = b.wantedLines(r.Lines)
		request.renews = cUUID(r.Renews)
		return C.parvis_place_order(p.portal, by, request, out, why)
	}, orderOf)
}

// ViewOrder gives one order.
func (p *Portal) ViewOrder(ctx context.Context, by Caller, order UUID) (Order, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_order, why **C.parvis_error) C.parvis_status {
		return C.parvis_view_order(p.portal, by, b.uuid(order), out, why)
	}, orderOf)
}

// ListOrders gives a page of orders in one state. Also for the operator.
func (p *Portal) ListOrders(ctx context.Context, by Caller, r ListOrdersRequest) (Page[Order], error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_order_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_list_orders_request](b)
		request.struct_size = C.sizeof_parvis_list_orders_request
		request.state = C.int32_t(r.State)
		request.after = b.text(r.After)
		request.limit = C.size_t(r.Limit)
		return C.parvis_list_orders(p.portal, by, request, out, why)
	}, func(l *C.parvis_order_page) Page[Order] {
		return Page[Order]{Items: pointersOf(l.items, l.item_count, orderOf), Next: textOf(l.next)}
	})
}

// Orders yields all of them, page by page.
func (p *Portal) Orders(ctx context.Context, by Caller, r ListOrdersRequest) func(func(Order, error) bool) {
	return all(func(after string) (Page[Order], error) {
		r.After = after
		return p.ListOrders(ctx, by, r)
	})
}

// CancelOrder gives up an order that is not paid. A payment that comes all the same is taken.
func (p *Portal) CancelOrder(ctx context.Context, by Caller, order UUID) (Order, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_order, why **C.parvis_error) C.parvis_status {
		return C.parvis_cancel_order(p.portal, by, b.uuid(order), out, why)
	}, orderOf)
}

// TakePaymentNotice takes what the gateway tells, each notice once. No actor: the host has checked that it is the gateway.
func (p *Portal) TakePaymentNotice(ctx context.Context, by Caller, r PaymentNotice) (Order, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_order, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_payment_notice_request](b)
		request.struct_size = C.sizeof_parvis_payment_notice_request
		request.what = C.int32_t(r.What)
		request.key = b.text(r.Key)
		request.order = cUUID(r.Order)
		request.amount = C.int64_t(r.Amount)
		request.currency = b.text(r.Currency)
		return C.parvis_take_payment_notice(p.portal, by, request, out, why)
	}, orderOf)
}
