using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>Reports all mistakes in the options and in the registration of the context together. Does not connect.</summary>
internal sealed class EntityFrameworkSessionStoreOptionsValidator<TContext>(IServiceScopeFactory scopes) : IValidateOptions<EntityFrameworkSessionStoreOptions>
    where TContext : DbContext
{
    private const int MaxBatch = 100_000;

    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxMargin = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, EntityFrameworkSessionStoreOptions options)
    {
        List<string> problems =
        [
            .. new[]
            {
                Range(nameof(options.OperationTimeout), options.OperationTimeout, MinTimeout, MaxTimeout, "00:00:02"),
                options.SweepInterval == Timeout.InfiniteTimeSpan ? null : Range(nameof(options.SweepInterval), options.SweepInterval, MinInterval, MaxInterval, "00:05:00"),
                Jitter(options.SweepJitter),
                Batch(options.SweepBatch),
                Range(nameof(options.SweepMargin), options.SweepMargin, TimeSpan.Zero, MaxMargin, "01:00:00"),
                Context(),
            }.OfType<string>(),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Range(string property, TimeSpan value, TimeSpan min, TimeSpan max, string example) =>
        value >= min && value <= max
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Named(property)} is {value:c}; it must be from {min:c} to {max:c}. Type for example \"{example}\".");

    private static string? Jitter(double jitter) =>
        jitter is >= 0 and <= 1
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Named(nameof(EntityFrameworkSessionStoreOptions.SweepJitter))} is {jitter}; it must be from 0 to 1. Type for example 0.25.");

    private static string? Batch(int batch) =>
        batch is >= 1 and <= MaxBatch
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Named(nameof(EntityFrameworkSessionStoreOptions.SweepBatch))} is {batch}; it must be from 1 to {MaxBatch}. Type for example 1000.");

    private string? Context()
    {
        string context = typeof(TContext).Name;
        using IServiceScope scope = scopes.CreateScope();
        var services = scope.ServiceProvider.GetRequiredService<IServiceProviderIsService>();
        if (!services.IsService(typeof(IDbContextFactory<TContext>)))
            return $"There is no IDbContextFactory<{context}>: AddDbContext alone registers none. Type services.AddDbContextFactory<{context}>(…), with what you gave to AddDbContext; it registers the context too.";

        using TContext made = scope.ServiceProvider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext();
        return made.Model.FindEntityType(typeof(SessionRow)) is not null
            ? null
            : $"{context} has no table of sessions. Type modelBuilder.{nameof(AuthStrategySessionsModel.AddAuthStrategySessions)}() in its OnModelCreating, and add a migration.";
    }

    private static string Named(string property) => $"{nameof(EntityFrameworkSessionStoreOptions)}.{property}";
}
