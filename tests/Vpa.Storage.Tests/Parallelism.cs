// A child process that a test starts holds, between fork and exec, copies of every open file with its lock; a test beside it would
// find a file that it has just closed still in use.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
