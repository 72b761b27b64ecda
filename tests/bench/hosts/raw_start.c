/* SPDX-License-Identifier: BSL-1.0 */
/* raw_start FILE SCRIPT: a new file with the tables and rows of SCRIPT, in as many transactions as that has lines that
   begin with COMMIT. What a program takes to start that knows them all. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static char* whole(const char* path) {
  FILE* file = fopen(path, "rb");
  long size;
  char* out;
  if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) return NULL;
  rewind(file);
  out = calloc(1, (size_t)size + 1);
  if (out == NULL || fread(out, 1, (size_t)size, file) != (size_t)size) return NULL;
  fclose(file);
  return out;
}

int main(int count, char** arguments) {
  sqlite3* db;
  char* script;
  if (count != 3 || (script = whole(arguments[2])) == NULL) return 2;
  if (sqlite3_open(arguments[1], &db) != SQLITE_OK) return 1;
  if (sqlite3_exec(db, "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA journal_mode=WAL", 0, 0, 0) !=
          SQLITE_OK ||
      sqlite3_exec(db, script, 0, 0, 0) != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    return 1;
  }
  free(script);
  return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}
