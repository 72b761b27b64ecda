// SPDX-License-Identifier: BSL-1.0

// The works of `run`, done in Go.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"parvis.example/parvis"
)

var ctx = context.Background()

func must[T any](value T, err error) T {
	if err != nil {
		log.Panic(err)
	}
	return value
}

type firm struct {
	door    *parvis.Portal
	visitor parvis.Caller
	token   parvis.Secret
	people  int
}

func open(on parvis.Storage) *firm {
	return &firm{
		door: must(parvis.Open(parvis.Options{
			Keys:   []parvis.RingKey{{ID: 1, Secret: "0123456789abcdef0123456789abcdef"}},
			Scrypt: &parvis.Scrypt{Log2N: 1, R: 1, P: 1},
		}, parvis.Host{Storage: on})),
		visitor: parvis.Caller{Workspace: "ravel"},
	}
}

func (f *firm) setUp() {
	made := must(f.door.SetUp(ctx, f.visitor, parvis.SetUpRequest{
		PortalName: "Cabinet Ravel", PortalURL: "https://portal.example.org",
		FirstName: "Claire", LastName: "Beaumont", Email: "claire@example.org",
		Username: "claire", Password: "seven violet otters swim",
		Grants: []parvis.SeatGrant{{Sku: "core", Quantity: 1}},
	}))
	admin := f.visitor
	admin.Actor = made.Administrator
	wanted := must(f.door.ViewSettings(ctx, admin))
	wanted.EmailProof = parvis.EmailProofOff
	must(f.door.ChangeSettings(ctx, admin, wanted))
	link := must(f.door.CreateInvite(ctx, admin, parvis.CreateInviteRequest{}))
	_, token, _ := strings.Cut(link.Link.Reveal(), "token=")
	f.token = parvis.Secret(token)
}

func (f *firm) signUp() error {
	name := fmt.Sprintf("zoe%d", f.people)
	f.people++
	return f.signUpAs(f.token, name, name+"@example.org")
}

func (f *firm) signUpAs(token parvis.Secret, name, email string) error {
	_, err := f.door.SignUp(ctx, f.visitor, parvis.SignUpRequest{
		Token: token, FirstName: "Zoé", LastName: "O'Brien", Username: name, Email: email,
		Password: "nine amber herons dive", Language: "fr",
	})
	return err
}

func seconds(times int, work func()) float64 {
	start := time.Now()
	for n := 0; n < times; n++ {
		work()
	}
	return time.Since(start).Seconds() / float64(times)
}

func say(work string, figure float64) { fmt.Printf("%s\t%.1f\n", work, figure) }

func memory() parvis.Storage { return must(parvis.OpenMemoryStorage(nil)) }

func signUps(work string, on parvis.Storage, times int) {
	f := open(on)
	f.setUp()
	one := func() {
		if err := f.signUp(); err != nil {
			log.Panic(err)
		}
	}
	seconds(times/10, one)
	say(work, 1/seconds(times, one))
	_ = f.door.Close()
}

func main() {
	f := open(memory())
	f.setUp()
	say("refused sign-up, ns", seconds(50_000, func() {
		if !errors.Is(f.signUpAs("no token", "zoe", "zoe@example.org"), parvis.CodeInviteInvalid) {
			log.Panic("let in")
		}
	})*1e9)
	say("packed call of C from Go, ns", seconds(1_000_000, packedCall())*1e9)
	say("form in memory, ns", seconds(50_000, func() { must(f.door.ViewSignUpForm(ctx, f.visitor)) })*1e9)
	say("open and close, us", seconds(1000, func() { _ = open(memory()).door.Close() })*1e6)
	signUps("sign-ups in memory, per second", memory(), 10_000)
	signUps("sign-ups on SQLite NORMAL, per second", must(parvis.OpenSqliteStorage(parvis.SqliteOptions{
		Path: os.Args[1], Synchronous: parvis.SqliteSynchronousNormal,
	})), 5000)
	own := must(openStorage(ctx, os.Args[1]+".own", parvis.Schema()))
	signUps("sign-ups on own storage FULL, per second", own, 500)
	_ = own.Close()
}
