// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"sync"
	"time"

	"parvis.example/parvis"
)

// What a vendor writes besides a storage: small types that stand for the software around the portal.

// storyClock is the system's time, set forward when the story says that time passes. No millisecond is told twice, so
// that the audit trail, which is in the order of time, reads the same in every run.
type storyClock struct {
	mutex sync.Mutex
	ahead time.Duration
	last  time.Time
}

// Now is of parvis.Clock.
func (c *storyClock) Now(context.Context) (time.Time, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	told := time.Now().Add(c.ahead).Truncate(time.Millisecond)
	if !told.After(c.last) {
		told = c.last.Add(time.Millisecond)
	}
	c.last = told
	return told, nil
}

func (c *storyClock) forward(by time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.ahead += by
}

// caseBook is the firm's cases. A request that comes twice opens one case.
type caseBook struct {
	mutex  sync.Mutex
	keys   map[parvis.UUID]bool
	opened []parvis.CaseRequest
}

// OpenCase is of parvis.Cases.
func (b *caseBook) OpenCase(_ context.Context, request parvis.CaseRequest) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if !b.keys[request.Key] {
		b.keys[request.Key] = true
		b.opened = append(b.opened, request)
	}
	return nil
}

// letter is what somebody reads of a mail.
type letter struct{ to, subject, text string }

// mailbox is the folder of the mails, where the people of the story open theirs.
type mailbox struct {
	folder string
	seen   map[string]bool
	kept   []letter
}

// openMailbox leaves out what is in the folder already: it is of another story.
func openMailbox(folder string) (*mailbox, error) {
	out := &mailbox{folder: folder, seen: map[string]bool{}}
	_, err := out.unseen()
	return out, err
}

// unseen gives the files of mails that were not there before. They are named after ids that grow with time.
func (m *mailbox) unseen() (out []string, err error) {
	files, err := os.ReadDir(m.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, file := range files {
		if name := file.Name(); filepath.Ext(name) == ".eml" && !m.seen[name] {
			m.seen[name] = true
			out = append(out, filepath.Join(m.folder, name))
		}
	}
	return out, err
}

// fresh gives the letters that nobody has read yet.
func (m *mailbox) fresh() ([]letter, error) {
	files, err := m.unseen()
	if err != nil {
		return nil, err
	}
	read := len(m.kept)
	for _, file := range files {
		one, err := readLetter(file)
		if err != nil {
			return nil, err
		}
		m.kept = append(m.kept, one)
	}
	return m.kept[read:], nil
}

// readLetter reads the first of the alternatives, which is the plain one.
func readLetter(path string) (letter, error) {
	file, err := os.Open(path)
	if err != nil {
		return letter{}, err
	}
	defer file.Close()
	message, err := mail.ReadMessage(file)
	if err != nil {
		return letter{}, err
	}
	to, err := mail.ParseAddress(message.Header.Get("To"))
	if err != nil {
		return letter{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return letter{}, err
	}
	_, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return letter{}, err
	}
	plain, err := multipart.NewReader(message.Body, parameters["boundary"]).NextPart()
	if err != nil {
		return letter{}, err
	}
	text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, plain))
	return letter{to.Address, subject, string(text)}, err
}
