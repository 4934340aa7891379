using AuthStrategies.Crash;
using AuthStrategies.Crash.KillPoints;

// A node of an application that is to die. What its clients are told stands on the standard output before anything else happens, whole lines only:
// a line fits into the buffer, and what is written at once gets into a pipe at once.
await using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 4096);
var orders = ChildArguments.Parse(args);
var killPoint = new KillPoint(orders.Moment, orders.At, orders.Spins);
await using var node = new Node(orders.SessionTable, orders.Connection, orders.Strategy, orders.Ahead, killPoint);
if (orders.Act == Act.Life)
    await new Life(orders.Subject, node, output).RunAsync();
else
    await new Performance(orders, node, killPoint, Console.In, output).RunAsync();
