// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "context"

// Permissions is a set of bits: what members of a group may do.
type Permissions int32

// Every Permissions.
const (
	PermissionsNone        Permissions = 0
	PermissionsUsersManage Permissions = 1
)

// Group is a set of users who may do the same.
type Group struct {
	ID              UUID
	Revision        uint64
	Name            string
	Permissions     Permissions
	HostPermissions []string // words of the host's own
	Active          int64    // members who are active and not banned
}

func groupOf(g *C.parvis_group) Group {
	return Group{
		ID:              uuidOf(g.id),
		Revision:        uint64(g.revision),
		Name:            textOf(g.name),
		Permissions:     Permissions(g.permissions),
		HostPermissions: textsOf(g.host_permissions, g.host_permission_count),
		Active:          int64(g.active),
	}
}

// AddGroupRequest is a group to be.
type AddGroupRequest struct {
	Name        string
	Permissions Permissions
	// HostPermissions are lower-case words, 64 at most; one that begins with an access and a dot, as "core.templates",
	// goes with that access only.
	HostPermissions []string
}

// EditGroupRequest is what of a group is to be different: nil is left alone.
type EditGroupRequest struct {
	Group           UUID
	Seen            uint64 // the revision that was looked at; 0: any
	Name            *string
	Permissions     *Permissions
	HostPermissions []string // all of them; nil: left alone
}

// AddGroup makes a group with nobody in it.
func (p *Portal) AddGroup(ctx context.Context, by Caller, r AddGroupRequest) (Group, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_group, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_add_group_request](b)
		request.struct_size = C.sizeof_parvis_add_group_request
		request.permissions = C.int32_t(r.Permissions)
		request.name = b.text(r.Name)
		request.host_permissions, request.host_permission_count = b.texts(r.HostPermissions)
		return C.parvis_add_group(p.portal, by, request, out, why)
	}, groupOf)
}

// EditGroup renames a group, or changes what its members may do, at once for all of them.
func (p *Portal) EditGroup(ctx context.Context, by Caller, r EditGroupRequest) (Group, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_group, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_edit_group_request](b)
		request.struct_size = C.sizeof_parvis_edit_group_request
		request.group = cUUID(r.Group)
		request.seen = C.uint64_t(r.Seen)
		request.name = b.textAt(r.Name)
		if r.Permissions != nil {
			request.permissions = make1[C.int32_t](b)
			*request.permissions = C.int32_t(*r.Permissions)
		}
		request.host_permissions, request.host_permission_count = b.texts(r.HostPermissions)
		if r.HostPermissions != nil && len(r.HostPermissions) == 0 {
			request.host_permissions = make1[C.parvis_text](b) // none at all, but given
		}
		return C.parvis_edit_group(p.portal, by, request, out, why)
	}, groupOf)
}

// RemoveGroup removes a group that no account is in, and gives what it was. Seen is the revision that was looked at; 0:
// any.
func (p *Portal) RemoveGroup(ctx context.Context, by Caller, group UUID, seen uint64) (Group, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_group, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_remove_group_request](b)
		request.struct_size = C.sizeof_parvis_remove_group_request
		request.group = cUUID(group)
		request.seen = C.uint64_t(seen)
		return C.parvis_remove_group(p.portal, by, request, out, why)
	}, groupOf)
}

// ListGroups gives the groups in the order in which they arose.
func (p *Portal) ListGroups(ctx context.Context, by Caller) ([]Group, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_group_list, why **C.parvis_error) C.parvis_status {
		return C.parvis_list_groups(p.portal, by, out, why)
	}, func(l *C.parvis_group_list) []Group { return pointersOf(l.items, l.item_count, groupOf) })
}

// ChangeGroup moves a user into another group; links that they made work no longer. Seen is the revision of the account
// that was looked at; 0: any.
func (p *Portal) ChangeGroup(ctx context.Context, by Caller, account, group UUID, seen uint64) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_change_group_request](b)
		request.struct_size = C.sizeof_parvis_change_group_request
		request.account = cUUID(account)
		request.group = cUUID(group)
		request.seen = C.uint64_t(seen)
		return C.parvis_change_group(p.portal, by, request, out, why)
	}, accountViewOf)
}

// ViewPermissions tells what somebody may do just now, as far as their group and their access go.
func (p *Portal) ViewPermissions(ctx context.Context, by Caller, account UUID) ([]string, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_permission_list, why **C.parvis_error) C.parvis_status {
		return C.parvis_view_permissions(p.portal, by, b.uuid(account), out, why)
	}, func(l *C.parvis_permission_list) []string { return textsOf(l.words, l.word_count) })
}
