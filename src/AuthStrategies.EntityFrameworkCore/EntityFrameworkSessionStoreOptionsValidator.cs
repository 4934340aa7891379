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
        string?[] checks =
        [
            OptionMessages.Between(Name(nameof(options.OperationTimeout)), options.OperationTimeout, MinTimeout, MaxTimeout, "from 50 milliseconds to 1 minute", TimeSpan.FromSeconds(2)),
            options.SweepInterval == Timeout.InfiniteTimeSpan
                ? null
                : OptionMessages.Between(Name(nameof(options.SweepInterval)), options.SweepInterval, MinInterval, MaxInterval, "from 1 second to 1 day, or Timeout.InfiniteTimeSpan (off)", TimeSpan.FromMinutes(5)),
            options.SweepJitter is >= 0 and <= 1 ? null : OptionMessages.OutOfRange(Name(nameof(options.SweepJitter)), options.SweepJitter, "from 0 to 1", "0.25"),
            OptionMessages.Between(Name(nameof(options.SweepBatch)), options.SweepBatch, 1, MaxBatch, 1_000),
            OptionMessages.Between(Name(nameof(options.SweepMargin)), options.SweepMargin, TimeSpan.Zero, MaxMargin, "from 0 to 7 days", TimeSpan.FromHours(1)),
            Context(),
        ];
        List<string> problems = [.. checks.OfType<string>()];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private string? Context()
    {
        string context = typeof(TContext).Name;
        using IServiceScope scope = scopes.CreateScope();
        var services = scope.ServiceProvider.GetRequiredService<IServiceProviderIsService>();
        if (!services.IsService(typeof(IDbContextFactory<TContext>)))
            return OptionMessages.Invalid($"IDbContextFactory<{context}>", "not registered (AddDbContext does not register it)", "registered", $"services.AddDbContextFactory<{context}>(…) with the arguments of AddDbContext; it registers the context too");

        using TContext made = scope.ServiceProvider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext();
        return made.Model.FindEntityType(typeof(SessionRow)) is not null
            ? null
            : OptionMessages.Invalid(context, "a context without the table of sessions", "a context with it", $"modelBuilder.{nameof(AuthStrategySessionsModel.AddAuthStrategySessions)}() in its OnModelCreating, and add a migration");
    }

    private static string Name(string property) => $"{nameof(EntityFrameworkSessionStoreOptions)}.{property}";
}
