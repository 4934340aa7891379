using AuthStrategies.Crash;
using AuthStrategies.Crash.KillPoints;

// A node of an application that is to die. What its clients are told stands on the standard output before anything else happens, whole lines only:
// a line fits into the buffer, and what is written at once gets into a pipe at once.
await using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 4096);
var arguments = ChildArguments.Parse(args);
var killPoint = new KillPoint(arguments.Moment, arguments.At, arguments.Spins);
await using var node = new Node(arguments.SessionTable, arguments.Connection, arguments.Strategy, arguments.Ahead, killPoint);
if (arguments.Act == Act.Life)
    await new Life(arguments.Subject, node, output).RunAsync();
else
    await new Performance(arguments, node, killPoint, Console.In, output).RunAsync();
