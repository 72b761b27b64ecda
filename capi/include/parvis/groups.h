/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * Groups, who is in which, and what that lets somebody do. PARVIS_E_PERMISSION_DENIED unless the actor manages users.
 */
#ifndef PARVIS_GROUPS_H
#define PARVIS_GROUPS_H

#include "parvis/model.h"

#if defined __cplusplus
extern "C" {
#endif

/** What members of a group may do: a set of bits. */
enum parvis_permissions {
  PARVIS_PERMISSIONS_NONE = 0,        /**< nothing of ours */
  PARVIS_PERMISSIONS_USERS_MANAGE = 1 /**< everything about people, links, licenses and settings */
};
/** A set of users who may do the same. To be freed by parvis_free() where a call hands it out by itself. */
typedef struct parvis_group {
  uint32_t struct_size;                /**< as the library knows it */
  int32_t permissions;                 /**< of enum parvis_permissions */
  parvis_uuid id;                      /**< of the group */
  uint64_t revision;                   /**< what `seen` is compared with */
  parvis_text name;                    /**< one line */
  const parvis_text* host_permissions; /**< words of the host's own */
  size_t host_permission_count;        /**< of `host_permissions` */
  int64_t active;                      /**< members who are active and not banned */
} parvis_group;
/** Groups in the order in which they arose. To be freed by parvis_free(). */
typedef struct parvis_group_list {
  uint32_t struct_size;             /**< as the library knows it */
  uint32_t reserved;                /**< 0 */
  const parvis_group* const* items; /**< 1,000 at most */
  size_t item_count;                /**< of `items` */
} parvis_group_list;
/** A group to be. */
typedef struct parvis_add_group_request {
  uint32_t struct_size; /**< `sizeof(parvis_add_group_request)` */
  int32_t permissions;  /**< of enum parvis_permissions */
  parvis_text name;     /**< one line of 100 code points at most */
  /** 64 at most: lower-case letters, digits, underscores and dots, 64 at most, a letter first. One that begins with an
   * access and a dot, as `core.templates`, goes with that access only. */
  const parvis_text* host_permissions;
  size_t host_permission_count; /**< of `host_permissions` */
} parvis_add_group_request;
/** What of a group is to be different. NULL: left alone. */
typedef struct parvis_edit_group_request {
  uint32_t struct_size;       /**< `sizeof(parvis_edit_group_request)` */
  uint32_t reserved;          /**< 0 */
  parvis_uuid group;          /**< which */
  uint64_t seen;              /**< the revision that was looked at, PARVIS_E_STALE if it changed since; 0: any */
  const parvis_text* name;    /**< or NULL */
  const int32_t* permissions; /**< of enum parvis_permissions; or NULL */
  const parvis_text* host_permissions; /**< all of them, were it none; or NULL */
  size_t host_permission_count;        /**< of `host_permissions` */
} parvis_edit_group_request;
/** Which group is to go. */
typedef struct parvis_remove_group_request {
  uint32_t struct_size; /**< `sizeof(parvis_remove_group_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_uuid group;    /**< which */
  uint64_t seen;        /**< the revision that was looked at; 0: any */
} parvis_remove_group_request;
/** Who is to be in which group. */
typedef struct parvis_change_group_request {
  uint32_t struct_size; /**< `sizeof(parvis_change_group_request)` */
  uint32_t reserved;    /**< 0 */
  parvis_uuid account;  /**< a user */
  parvis_uuid group;    /**< which */
  uint64_t seen;        /**< the revision of the account that was looked at; 0: any */
} parvis_change_group_request;
/** What somebody may do. To be freed by parvis_free(). */
typedef struct parvis_permission_list {
  uint32_t struct_size;     /**< as the library knows it */
  uint32_t reserved;        /**< 0 */
  const parvis_text* words; /**< our own, then those of their group */
  size_t word_count;        /**< of `words` */
} parvis_permission_list;

/** A group with nobody in it. Codes: PARVIS_E_INVALID_FORM, PARVIS_E_GROUP_NAME_TAKEN. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_add_group(parvis_portal* portal, const parvis_caller* by,
                                                           const parvis_add_group_request* request,
                                                           PARVIS_OWN const parvis_group** out,
                                                           PARVIS_OWN const parvis_error** error);
/** Renames it, or changes what its members may do, at once for all of them.
 * Codes: PARVIS_E_INVALID_FORM, PARVIS_E_GROUP_NAME_TAKEN, PARVIS_E_STALE, PARVIS_E_LAST_ADMINISTRATOR,
 * PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_edit_group(parvis_portal* portal, const parvis_caller* by,
                                                            const parvis_edit_group_request* request,
                                                            PARVIS_OWN const parvis_group** out,
                                                            PARVIS_OWN const parvis_error** error);
/** Removes a group that no account is in, and answers what it was; links that lead to it are dead.
 * Codes: PARVIS_E_GROUP_IN_USE, PARVIS_E_STALE, PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_remove_group(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_remove_group_request* request,
                                                              PARVIS_OWN const parvis_group** out,
                                                              PARVIS_OWN const parvis_error** error);
/** The groups of the workspace. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_list_groups(parvis_portal* portal, const parvis_caller* by,
                                                             PARVIS_OWN const parvis_group_list** out,
                                                             PARVIS_OWN const parvis_error** error);
/** Moves a user into another group; links that they made work no longer.
 * Codes: PARVIS_E_LAST_ADMINISTRATOR, PARVIS_E_STALE, PARVIS_E_NOT_FOUND, PARVIS_E_ILLEGAL_TRANSITION for portal
 * accounts. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_change_group(parvis_portal* portal, const parvis_caller* by,
                                                              const parvis_change_group_request* request,
                                                              PARVIS_OWN const parvis_account_view** out,
                                                              PARVIS_OWN const parvis_error** error);
/** What somebody may do just now, as far as their group and their access go; also for whom it is about. Codes:
 * PARVIS_E_NOT_FOUND. */
PARVIS_API PARVIS_NODISCARD parvis_status parvis_view_permissions(parvis_portal* portal, const parvis_caller* by,
                                                                  const parvis_uuid* account,
                                                                  PARVIS_OWN const parvis_permission_list** out,
                                                                  PARVIS_OWN const parvis_error** error);

#if defined __cplusplus
}
#endif

#endif
