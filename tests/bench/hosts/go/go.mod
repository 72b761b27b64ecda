module parvis.example/bench

go 1.21

require parvis.example/parvis v0.0.0

replace parvis.example/parvis => ../../../../bindings/go
