// The tests share two cores with the servers and roles they start; one at a time keeps deadlines honest.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
