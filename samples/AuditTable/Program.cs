using AuditTable;
using AuditTable.Smoke;

if (args is ["--smoke"])
    return await SmokeRun.RunAsync();

await using WebApplication app = await AuditApp.StartAsync(args);
Console.WriteLine($"Listening on {app.Urls.First()}; events are written to {AuditApp.PathOf(app)}");
Console.WriteLine("""
    Try, in another terminal:
      curl -i -X POST localhost:5090/login/alice        a login; the answer sets a cookie
      curl -i localhost:5090/me -H 'Cookie: auth=made-up'   a refused credential
      curl localhost:5090/audit                          the newest rows
    """);
await app.WaitForShutdownAsync();
return 0;
