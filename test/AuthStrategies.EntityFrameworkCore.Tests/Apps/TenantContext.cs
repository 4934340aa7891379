using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AuthStrategies.EntityFrameworkCore.Tests.Apps;

/// <summary>An application's own context with a model, and so a table, for each of its tenants.</summary>
public sealed class TenantContext(DbContextOptions<TenantContext> options) : DbContext(options)
{
    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>Whose table is used in this flow of calls.</summary>
    public static string Tenant
    {
        get => Ambient.Value ?? "nobody";
        set => Ambient.Value = value;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuthStrategySessions("Logins_" + Tenant);
}
