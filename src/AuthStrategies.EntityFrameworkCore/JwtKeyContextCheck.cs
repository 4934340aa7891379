using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>Reports a mistake in the registration of the context of the key store. Does not connect.</summary>
internal static class JwtKeyContextCheck<TContext>
    where TContext : DbContext
{
    /// <exception cref="OptionsValidationException">The context is not registered, or has no table of keys.</exception>
    public static void Run(IServiceProvider services)
    {
        if (Problem(services) is { } problem)
            throw new OptionsValidationException(Options.DefaultName, typeof(TContext), [problem]);
    }

    private static string? Problem(IServiceProvider services)
    {
        string context = typeof(TContext).Name;
        using IServiceScope scope = services.CreateScope();
        if (scope.ServiceProvider.GetService<IDbContextFactory<TContext>>() is not { } factory)
            return OptionMessages.Invalid($"IDbContextFactory<{context}>", "not registered (AddDbContext does not register it)", "registered", $"services.AddDbContextFactory<{context}>(…) with the arguments of AddDbContext; it registers the context too");

        using TContext made = factory.CreateDbContext();
        return made.Model.FindEntityType(typeof(JwtKeyRow)) is not null
            ? null
            : OptionMessages.Invalid(context, "a context without the table of JWT keys", "a context with it", $"modelBuilder.{nameof(AuthStrategyJwtKeysModel.AddAuthStrategyJwtKeys)}() in its OnModelCreating, and add a migration");
    }
}
