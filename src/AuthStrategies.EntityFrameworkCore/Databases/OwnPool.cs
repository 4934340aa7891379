using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Kept contexts of an application's type, for look-ups in SQLite. Only where the application itself pools its contexts (<c>AddPooledDbContextFactory</c>):
/// these are all alike, because a context out of a pool can depend on no tenant and no user. None of the kept ones ever comes to the application, so they
/// may have a plain connection.
/// </summary>
internal static class OwnPool
{
    /// <summary>Creates the pool; <see langword="null"/> if each look-up must use a context of the application's factory.</summary>
    /// <param name="services">A scope of the application's services.</param>
    public static ContextPool<TContext>? Of<TContext>(IServiceProvider services)
        where TContext : DbContext
    {
        // A factory that wraps EF's may choose a tenant, and is another type. A constructor with services would need a scope that lives as long as the pool.
        if (services.GetService<IDbContextFactory<TContext>>() is not { } theirs
            || theirs.GetType() != typeof(PooledDbContextFactory<TContext>)
            || services.GetService<DbContextOptions<TContext>>() is not { } options
            || typeof(TContext).GetConstructors() is not [ConstructorInfo constructor]
            || constructor.GetParameters() is not [ParameterInfo parameter]
            || !parameter.ParameterType.IsAssignableFrom(typeof(DbContextOptions<TContext>)))
            return null;

        Factory<TContext> factory = new(constructor, options);
        return IsPlain(theirs, options, factory) ? new(factory) : null;
    }

    private static bool IsPlain<TContext>(IDbContextFactory<TContext> theirs, DbContextOptions<TContext> options, Factory<TContext> factory)
        where TContext : DbContext
    {
        try
        {
            // A factory that the application made itself may have other options than those in the services, and so another database.
            using TContext application = theirs.CreateDbContext();
            if (!ReferenceEquals(application.GetService<IDbContextOptions>(), options))
                return false;
            using TContext first = factory.CreateDbContext();
            return PlainMapping.Of(first) is not null && PlainConnection.Use(first);
        }
#pragma warning disable CA1031 // A context that cannot be created or has a wrong model: the call says so, with a context of the application's factory.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Makes new contexts. Contexts of EF's pool would be used again after a failure.</summary>
    private sealed class Factory<TContext>(ConstructorInfo constructor, DbContextOptions<TContext> options) : IDbContextFactory<TContext>
        where TContext : DbContext
    {
        public TContext CreateDbContext() => (TContext)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [options], culture: null);
    }
}
