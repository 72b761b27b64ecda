module parvis.example/story

go 1.21

require (
	github.com/mattn/go-sqlite3 v1.14.53
	parvis.example/parvis v0.0.0
)

replace parvis.example/parvis => ../../bindings/go
