// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"parvis.example/parvis"
)

var prices = parvis.Catalog{
	Skus:   []parvis.CatalogSku{{Code: "core", Type: parvis.SkuTypeProduct}},
	Plans:  []parvis.CatalogPlan{{Code: "month", Term: 1, Unit: parvis.TermUnitMonth, Currency: "EUR"}},
	Prices: []parvis.CatalogPrice{{Sku: "core", Plan: "month", Amount: 100}},
}

func (f *firm) setPrices() {
	f.Helper()
	stands, err := f.portal.ChangeCatalog(background, f.operator, prices)
	check(f, err)
	f.prices = stands.Revision
}

// till is a gateway where somebody pays later.
type till struct {
	answer parvis.Checkout
	asked  []parvis.CheckoutRequest
}

func (g *till) StartCheckout(_ context.Context, request parvis.CheckoutRequest) (parvis.Checkout, error) {
	g.asked = append(g.asked, request)
	return g.answer, nil
}

func TestAnOrderIsQuotedPlacedAndPaidOnce(t *testing.T) {
	for name, open := range storages {
		t.Run(name, func(t *testing.T) {
			g := &till{answer: parvis.Checkout{State: parvis.CheckoutStateStarted, Reference: "till-1", URL: "https://till.example/1"}}
			f := newFirm(t, parvis.Host{Storage: open(t), Payments: g})
			f.setPrices()
			stands, err := f.portal.ViewCatalog(background, f.host)
			check(f, err)
			equal(f, "plans", prices.Plans, stands.Plans)
			_, err = f.portal.ChangeCatalog(background, f.operator, prices)
			refused(f, err, parvis.CodeStale)
			lines := []parvis.WantedLine{{Sku: "core", Quantity: 2}}
			quote, err := f.portal.QuoteOrder(background, f.claire, "month", lines)
			check(f, err)
			equal(f, "lines", []parvis.OrderLine{{Sku: "core", Quantity: 2, UnitAmount: 100, Amount: 200}}, quote.Lines)
			_, err = f.portal.QuoteOrder(background, f.claire, "month", []parvis.WantedLine{{Sku: "gmail", Quantity: 1}})
			refused(f, err, parvis.CodeInvalidForm)

			request := parvis.PlaceOrderRequest{Key: "PO-17", CatalogRevision: quote.CatalogRevision, Plan: "month", Lines: lines}
			order, err := f.portal.PlaceOrder(background, f.claire, request)
			check(f, err)
			equal(f, "reference", "till-1", order.Reference)
			equal(f, "url", "https://till.example/1", order.CheckoutURL)
			equal(f, "lifetime", 24*time.Hour, order.ExpiresAt.Sub(order.PlacedAt))
			again, err := f.portal.PlaceOrder(background, f.claire, request)
			check(f, err)
			equal(f, "placed again", order, again)
			equal(f, "asked", parvis.CheckoutRequest{
				Workspace: "ravel", Order: order.ID, Key: "PO-17", Currency: "EUR", Total: 200, Lines: quote.Lines,
			}, g.asked[0])

			notice := parvis.PaymentNotice{Key: "evt_1", Order: order.ID, What: parvis.PaymentEventPaid, Amount: 199, Currency: "EUR"}
			_, err = f.portal.TakePaymentNotice(background, f.host, notice)
			refused(f, err, parvis.CodePaymentDiffers)
			notice.Amount = 200
			for range [2]int{} {
				granted, err := f.portal.TakePaymentNotice(background, f.host, notice)
				check(f, err)
				equal(f, "state", parvis.OrderStateGranted, granted.State)
				equal(f, "grants", 1, len(granted.Grants))
			}
			had, err := f.portal.CheckEntitlement(background, f.host, "core")
			check(f, err)
			equal(f, "bought", int64(7), had.Quantity)
			_, err = f.portal.CancelOrder(background, f.claire, order.ID)
			refused(f, err, parvis.CodeIllegalTransition)
			request.Key, request.Renews = "PO-18", order.ID
			renewal, err := f.portal.PlaceOrder(background, f.claire, request)
			check(f, err)
			equal(f, "renews", order.ID, renewal.Renews)
			notice.Key, notice.What = "evt_2", parvis.PaymentEventRefunded
			refunded, err := f.portal.TakePaymentNotice(background, f.host, notice)
			check(f, err)
			equal(f, "paid back", int64(200), refunded.Returned)
			viewed, err := f.portal.ViewOrder(background, f.claire, order.ID)
			check(f, err)
			equal(f, "viewed", refunded, viewed)
			var ids []parvis.UUID
			f.portal.Orders(background, f.claire, parvis.ListOrdersRequest{Limit: 1})(func(one parvis.Order, err error) bool {
				check(f, err)
				ids = append(ids, one.ID)
				return true
			})
			equal(f, "open", []parvis.UUID{renewal.ID}, ids)
			equal(f, "label", "refunded", parvis.OrderStateRefunded.Label("en"))
		})
	}
}

func TestAGatewayThatAnswersNonsenseLeavesTheOrderOpen(t *testing.T) {
	for _, answer := range []parvis.Checkout{
		{}, {State: 9, Reference: "x"}, {State: parvis.CheckoutStateStarted},
		{State: parvis.CheckoutStateStarted, Reference: "x", URL: "http://till.example"},
	} {
		f := newFirm(t, parvis.Host{Storage: newPlainStorage(), Payments: &till{answer: answer}})
		f.setPrices()
		order, err := f.portal.PlaceOrder(background, f.claire, parvis.PlaceOrderRequest{
			Key: "PO-17", CatalogRevision: f.prices, Plan: "month", Lines: []parvis.WantedLine{{Sku: "core", Quantity: 2}},
		})
		check(t, err)
		equal(t, "state", parvis.OrderStateOpen, order.State)
		equal(t, "reference", "", order.Reference)
	}
}

func TestAGrantAndAReservationAreRepeatedUnderTheirIDs(t *testing.T) {
	onEach(t, func(f *firm) {
		given := parvis.SeatGrant{Sku: "core", Quantity: 2, ID: parvis.UUID{1}}
		kept := parvis.ReserveSeatsRequest{Sku: "core", Seats: 2, Lasts: time.Hour, ID: parvis.UUID{2}}
		for n := 0; n < 2; n++ {
			pool, err := f.portal.GrantSeats(background, f.claire, given)
			check(f, err)
			equal(f, "granted", int64(7), pool.Granted)
			one, err := f.portal.ReserveSeats(background, f.claire, kept)
			check(f, err)
			equal(f, "reservation", kept.ID, one.ID)
		}
		all, err := f.portal.ListReservations(background, f.claire, "core")
		check(f, err)
		equal(f, "reservations", 1, len(all))
		given.Quantity, kept.Seats = 3, 1
		_, err = f.portal.GrantSeats(background, f.claire, given)
		refused(f, err, parvis.CodeKeyTaken)
		_, err = f.portal.ReserveSeats(background, f.claire, kept)
		refused(f, err, parvis.CodeKeyTaken)
	})
}

func TestLicensesAreTheVendorsToGiveAndTheFirmsToBuy(t *testing.T) {
	for name, open := range storages {
		t.Run(name, func(t *testing.T) {
			untold := options()
			untold.Licensing = parvis.Options{}.Licensing
			f := openFirm(t, untold, parvis.Host{Storage: open(t)})
			given := parvis.SeatGrant{Sku: "core", Quantity: 2, ID: parvis.UUID{7}}
			_, err := f.portal.GrantSeats(background, f.claire, given)
			refused(f, err, parvis.CodePermissionDenied)
			_, err = f.portal.AllowOverage(background, f.claire, "core", 1)
			refused(f, err, parvis.CodePermissionDenied)
			_, err = f.portal.ChangeCatalog(background, f.claire, prices)
			refused(f, err, parvis.CodePermissionDenied)

			pool, err := f.portal.GrantSeats(background, f.operator, given)
			check(f, err)
			equal(f, "granted", int64(7), pool.Granted)
			_, err = f.portal.EndGrant(background, f.claire, given.ID, time.Time{})
			refused(f, err, parvis.CodePermissionDenied)
			pool, err = f.portal.EndGrant(background, f.operator, given.ID, time.Time{})
			check(f, err)
			equal(f, "granted", int64(5), pool.Granted)
			pool, err = f.portal.AllowOverage(background, f.operator, "core", 1)
			check(f, err)
			equal(f, "capacity", int64(6), pool.Capacity)
			f.setPrices()

			order, err := f.portal.PlaceOrder(background, f.claire, parvis.PlaceOrderRequest{
				Key: "PO-17", CatalogRevision: f.prices, Plan: "month", Lines: []parvis.WantedLine{{Sku: "core", Quantity: 2}},
			})
			check(f, err)
			order, err = f.portal.TakePaymentNotice(background, f.host, parvis.PaymentNotice{
				Key: "evt_1", Order: order.ID, What: parvis.PaymentEventPaid, Amount: 200, Currency: "EUR",
			})
			check(f, err)
			equal(f, "state", parvis.OrderStateGranted, order.State)
			had, err := f.portal.CheckEntitlement(background, f.host, "core")
			check(f, err)
			equal(f, "seats", int64(7), had.Quantity)
		})
	}
}

func TestSeatsAreReservedTakenAndCounted(t *testing.T) {
	onEach(t, func(f *firm) {
		pool, err := f.portal.AllowOverage(background, f.claire, "core", 1)
		check(f, err)
		equal(f, "granted and overage", []int64{5, 1, 6, 5}, []int64{pool.Granted, pool.Overage, pool.Capacity, pool.Remaining})
		kept, err := f.portal.ReserveSeats(background, f.claire, parvis.ReserveSeatsRequest{
			Sku: "core", Seats: 5, Lasts: time.Hour, Purpose: "Lyon",
		})
		check(f, err)
		equal(f, "lasts", time.Hour, kept.ExpiresAt.Sub(kept.ReservedAt))
		forecast, err := f.portal.PreviewSeats(background, f.claire, []parvis.SeatDemand{{Access: parvis.AccessCore, People: 2}})
		check(f, err)
		equal(f, "forecast", parvis.SeatForecast{
			Pools: []parvis.PoolForecast{{Sku: "core", Lacks: 2}}, PeopleWithoutSeat: 2,
		}, forecast)
		karim := parvis.AddUserRequest{
			FirstName: "Karim", LastName: "Benali", Email: "karim@example.org", Group: f.made.Members, Seniority: "lawyer",
		}
		_, err = f.portal.AddUser(background, f.claire, karim)
		refused(f, err, parvis.CodeNoSeat)
		karim.Reservations = []parvis.UUID{kept.ID}
		added, err := f.portal.AddUser(background, f.claire, karim)
		check(f, err)
		all, err := f.portal.ListReservations(background, f.claire, "core")
		check(f, err)
		kept.Left = 4
		equal(f, "reservations", []parvis.Reservation{kept}, all)
		released, err := f.portal.ReleaseReservation(background, f.claire, kept.ID)
		check(f, err)
		equal(f, "left", int64(0), released.Left)
		var holders []parvis.UUID
		f.portal.Holders(background, f.claire, parvis.ListHoldersRequest{Sku: "core", Limit: 1})(func(one parvis.SeatHolder, err error) bool {
			check(f, err)
			holders = append(holders, one.Account.ID)
			return true
		})
		equal(f, "holders", []parvis.UUID{f.made.Administrator, added.ID}, holders)
		use, err := f.portal.ViewUse(background, f.claire, "core", time.Time{}, time.Time{})
		check(f, err)
		if len(use) != 1 || use[0].Peak != 6 || use[0].Capacity != 6 || !use[0].EndsAt.After(time.Now()) {
			f.Errorf("use: %v", use)
		}
	})
}

func TestNobodySignsUpUntilThePortalIsBought(t *testing.T) {
	onEach(t, func(f *firm) {
		f.openForm()
		settings, err := f.portal.ViewSettings(background, f.claire)
		check(f, err)
		equal(f, "lifetime of orders", 24*time.Hour, settings.OrderLifetime)
		settings.SignupRequires = "client_portal"
		_, err = f.portal.ChangeSettings(background, f.claire, settings)
		check(f, err)
		_, err = f.portal.StartSignUp(background, f.host, parvis.StartSignUpRequest{Email: "zoe@example.org"})
		refused(f, err, parvis.CodeSignupDisabled)
		_, err = f.portal.GrantSeats(background, f.claire, parvis.SeatGrant{Sku: "client_portal", Quantity: 1})
		check(f, err)
		equal(f, "state", parvis.AccountStatePending, f.signUp("zoe", 0).State)
		var why *parvis.Error
		if _, err = f.portal.ViewOrder(background, f.claire, f.made.Members); !errors.As(err, &why) || why.Code != parvis.CodeNotFound {
			f.Errorf("an order nobody placed: %v", err)
		}
	})
}
