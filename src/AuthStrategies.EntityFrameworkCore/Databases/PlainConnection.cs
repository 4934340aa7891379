using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// A connection to SQLite without the functions that Entity Framework Core uses in its queries. The provider adds them each time a connection
/// opens, which takes longer than a look-up, and a look-up calls none of them.
/// </summary>
internal static class PlainConnection
{
    /// <summary>Replaces the connection of a context for good. A context that does not support this keeps its connection.</summary>
    /// <returns>Whether it was replaced.</returns>
    public static bool Use(DbContext context)
    {
        if (context.Database.ProviderName != WriterQueue.Sqlite || IsCustomized(context))
            return false;

        // The context disposes both the connection it has and this one.
        DbConnection own = context.Database.GetDbConnection();
        DbConnection bare = DbProviderFactories.GetFactory(own)!.CreateConnection()!;
        bare.ConnectionString = own.ConnectionString;
        context.Database.SetDbConnection(bare, contextOwnsConnection: true);
        return true;
    }

    // An application that supplies its own connection, or observes how it is created and opened, keeps what it configured.
    private static bool IsCustomized(DbContext context)
    {
        IDbContextOptions options = context.GetService<IDbContextOptions>();
        CoreOptionsExtension? core = options.FindExtension<CoreOptionsExtension>();
        return RelationalOptionsExtension.Extract(options).Connection is not null
            || core?.Interceptors?.OfType<IDbConnectionInterceptor>().Any() == true
            || core?.InternalServiceProvider is not null
            || core?.ReplacedServices?.Keys.Any(replaced => replaced.Item1.Namespace?.Contains(".Storage", StringComparison.Ordinal) == true) == true;
    }
}
