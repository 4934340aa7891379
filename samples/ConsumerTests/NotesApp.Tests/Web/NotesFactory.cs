using AuthStrategies.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NotesApp.Accounts;

namespace NotesApp.Tests.Web;

/// <summary>The application as it is, but for a clock that stands still and a store that can be broken.</summary>
public sealed class NotesFactory : WebApplicationFactory<Program>
{
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public FaultySessionStore Store { get; } = new(new UserSessionStore());

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.ConfigureTestServices(services =>
    {
        services.AddSingleton<TimeProvider>(Clock);
        services.AddAuthStrategy().UseSessionStore(_ => Store);
    });
}
