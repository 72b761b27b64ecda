// SPDX-License-Identifier: BSL-1.0

// story --forms FILE --store FILE --mails DIRECTORY: the main job of the library, told by a host in Go with a storage of
// its own over database/sql. Exit status: 0 when all went as the forms tell, 1 when something did not, 2 when it could
// not be told.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"parvis.example/parvis"
)

type arguments struct{ forms, store, mails string }

func readArguments(given []string) (out arguments, err error) {
	flags := flag.NewFlagSet("story", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&out.forms, "forms", "", "")
	flags.StringVar(&out.store, "store", "", "")
	flags.StringVar(&out.mails, "mails", "", "")
	if err := flags.Parse(given); err != nil {
		return out, err
	}
	if flags.NArg() > 0 {
		return out, fmt.Errorf("what is %s?", flags.Arg(0))
	}
	flags.VisitAll(func(one *flag.Flag) {
		if one.Value.String() == "" {
			err = errors.Join(err, fmt.Errorf("--%s is missing", one.Name))
		}
	})
	return out, err
}

// openPortal opens the portal with all that it needs from the software around it.
func openPortal(given arguments, store *storage, clock *storyClock, cases *caseBook) (*parvis.Portal, error) {
	mailer, err := parvis.OpenEmlMailer(given.mails, "portail@beaumont.example", "Cabinet Beaumont")
	if err != nil {
		return nil, err
	}
	// What the operator would keep where secrets are kept; here it lives as long as the story.
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	return parvis.Open(parvis.Options{
		Keys:      []parvis.RingKey{{ID: 1, Secret: parvis.Secret(secret)}},
		Blocklist: "correct horse battery staple\nil etait une fois dans l ouest\n",
	}, parvis.Host{
		Storage: store,
		Mailer:  mailer,
		Cases:   cases,
		Clock:   clock,
		Log:     parvis.SlogLog(slog.New(slog.NewTextHandler(os.Stderr, nil))),
	})
}

// tellStory says whether all went as the forms tell.
func tellStory(ctx context.Context, given arguments, to io.Writer) (asTold bool, err error) {
	forms, err := readForms(given.forms)
	if err != nil {
		return false, err
	}
	store, err := openStorage(ctx, given.store, parvis.Schema())
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	clock, cases := &storyClock{}, &caseBook{keys: map[parvis.UUID]bool{}}
	portal, err := openPortal(given, store, clock, cases)
	if err != nil {
		return false, err
	}
	defer portal.Close()

	mails, err := openMailbox(given.mails)
	if err != nil {
		return false, err
	}
	firm := parvis.Caller{Workspace: "beaumont"}
	on := &stage{
		portal: portal, store: store, clock: clock, mails: mails, cases: cases, tell: &teller{to: to},
		system: firm, vendor: parvis.Caller{Workspace: "beaumont", Actor: parvis.Operator}, claire: firm, karim: firm,
		tokens: map[string]parvis.Secret{}, labels: map[parvis.UUID]string{}, answers: map[string]string{},
	}
	for _, one := range forms {
		on.guests = append(on.guests, &guest{form: one})
	}
	for _, chapter := range []func(context.Context) error{
		on.openThePortal, on.signUp, on.letTimePass, on.decide, on.raceForTheLastSeat, on.grantOneMore, on.tryToSignIn,
		on.closeTheBook, on.goOn,
	} {
		if err := chapter(ctx); err != nil {
			return false, err
		}
	}
	return on.tell.end(len(forms)), nil
}

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	out := bufio.NewWriter(os.Stdout)
	given, err := readArguments(os.Args[1:])
	asTold := false
	if err == nil {
		asTold, err = tellStory(ctx, given, out)
	}
	if err = errors.Join(err, out.Flush()); err != nil {
		fmt.Fprintln(os.Stderr, "story:", err)
		return 2
	}
	if !asTold {
		return 1
	}
	return 0
}

func main() { os.Exit(run()) }
