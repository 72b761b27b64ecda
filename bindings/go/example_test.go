// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"parvis.example/parvis"
	"parvis.example/parvis/parvistest"
)

type lastMail struct{ text string }

func (m *lastMail) Send(_ context.Context, mail parvis.Mail) error {
	m.text = mail.Text.Reveal()
	return nil
}

func tokenIn(text string) parvis.Secret {
	link, err := url.Parse(regexp.MustCompile(`https://\S*token=\S*`).FindString(text))
	must(err)
	return parvis.Secret(link.Query().Get("token"))
}

func must(err error) {
	if err != nil {
		log.Panic(err)
	}
}

func Example() {
	storage, err := parvis.OpenMemoryStorage(nil)
	must(err)
	secret, inbox := make([]byte, 32), &lastMail{}
	_, err = rand.Read(secret)
	must(err)
	keys := []parvis.RingKey{{ID: 1, Secret: parvis.Secret(secret)}}
	portal, err := parvis.Open(parvis.Options{Keys: keys}, parvis.Host{Storage: storage, Mailer: inbox})
	must(err)
	defer portal.Close()

	ctx, host := context.Background(), parvis.Caller{Workspace: "ravel"}
	made, err := portal.SetUp(ctx, host, parvis.SetUpRequest{
		PortalName: "Cabinet Ravel", PortalURL: "https://portal.example.org",
		FirstName: "Claire", LastName: "Beaumont", Email: "claire@example.org",
		Username: "claire", Password: "seven violet otters swim",
		Grants: []parvis.SeatGrant{{Sku: "core", Quantity: 5}, {Sku: "collaborators", Quantity: 10}},
	})
	must(err)
	claire := parvis.Caller{Workspace: "ravel", Actor: made.Administrator}
	link, err := portal.CreateInvite(ctx, claire, parvis.CreateInviteRequest{Label: "Fair"})
	must(err)

	reply, err := portal.SignUp(ctx, host, parvis.SignUpRequest{
		Token: tokenIn(link.Link.Reveal()), FirstName: "Zoé", LastName: "O'Brien",
		Email: "zoe@example.org", Username: "zoe", Password: "nine amber herons dive",
	})
	must(err)
	fmt.Println(reply.Message)

	_, err = portal.DrainOutbox(ctx, host, 100)
	must(err)
	zoe, err := portal.ProveEmail(ctx, host, parvis.ProveEmailRequest{
		Token: tokenIn(inbox.text), Continuation: reply.Continuation,
	})
	must(err)
	fmt.Println(zoe.State, zoe.Username)
	// Output:
	// If this address can be registered, an e-mail has been sent to it.
	// active zoe
}

func newMyStorage() parvis.Storage { return newPlainStorage() }

func TestMyStorage(t *testing.T) {
	parvistest.CheckStorage(t, newMyStorage(), parvis.CheckOptions{})
}

func TestTheReadmeShowsWhatIsRunHere(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	check(t, err)
	source, err := os.ReadFile("example_test.go")
	check(t, err)
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d pieces of Go", len(blocks))
	}
	for _, block := range blocks {
		if !strings.Contains(string(source), block[1]) {
			t.Errorf("not in example_test.go:\n%s", block[1])
		}
	}
}
