using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Gives a context over SQLite a connection without the functions that Entity Framework Core writes its queries with. They are added each time
/// a connection opens, take as long as a look-up, and a look-up calls none.
/// </summary>
internal static class BareConnection
{
    public static TContext Give<TContext>(TContext context)
        where TContext : DbContext
    {
        if (context.Database.ProviderName != WriterLine.Sqlite || IsOfItsOwnKind(context))
            return context;

        DbConnection made = context.Database.GetDbConnection();
        DbConnection bare = DbProviderFactories.GetFactory(made)!.CreateConnection()!;
        bare.ConnectionString = made.ConnectionString;
        context.Database.SetDbConnection(bare, contextOwnsConnection: true);
        made.Dispose();
        return context;
    }

    // Whoever brings a connection, or looks at how it is made, gets what he asked for.
    private static bool IsOfItsOwnKind(DbContext context)
    {
        IDbContextOptions options = context.GetService<IDbContextOptions>();
        CoreOptionsExtension? core = options.FindExtension<CoreOptionsExtension>();
        return RelationalOptionsExtension.Extract(options).Connection is not null
            || core?.Interceptors?.OfType<IDbConnectionInterceptor>().Any() == true
            || core?.ReplacedServices?.Count > 0;
    }
}
