module parvis.example/parvis

go 1.21
