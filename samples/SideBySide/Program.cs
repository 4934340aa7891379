using SideBySide;
using SideBySide.Smoke;

if (args is ["--smoke"])
    return await SmokeWalk.RunAsync();

await using WebApplication app = await DemoApp.StartAsync(args);
Console.WriteLine($"Both strategies, side by side: {DemoApp.Address(app)}");
Console.WriteLine("Ctrl+C ends it.");
await app.WaitForShutdownAsync();
return 0;
