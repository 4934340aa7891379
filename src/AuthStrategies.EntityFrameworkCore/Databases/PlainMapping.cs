using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>Tells whether a hand-written statement reads the same rows as a query.</summary>
internal static class PlainMapping
{
    /// <summary>
    /// The table that contains the row and nothing else; <see langword="null"/> if the model uses features that only the query pipeline supports.
    /// </summary>
    public static ITableMapping? Of(DbContext context)
    {
        IEntityType? row = context.Model.FindEntityType(typeof(SessionRow));
        if (row is null || ChangesQueries(context) || !IsOneTable(row))
            return null;

        ITableMapping mapping = row.GetTableMappings().Single();
        return mapping.Table.EntityTypeMappings.Count() == 1 && mapping.ColumnMappings.All(column => column.TypeMapping.Converter is null) ? mapping : null;
    }

    private static bool IsOneTable(IEntityType row) =>
        row.BaseType is null
        && !row.GetDirectlyDerivedTypes().Any()
        && row.GetDeclaredQueryFilters().Count == 0
        && !row.GetViewMappings().Any()
        && !row.GetSqlQueryMappings().Any()
        && !row.GetFunctionMappings().Any()
        && row.GetTableMappings().Count() == 1;

    // Command and connection interceptors see the look-up without the pipeline.
    private static bool ChangesQueries(DbContext context)
    {
        CoreOptionsExtension? options = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>();
        return options?.Interceptors?.OfType<ISingletonInterceptor>().Any() == true
            || options?.ReplacedServices?.Keys.Any(replaced => replaced.Item1.Namespace?.StartsWith("Microsoft.EntityFrameworkCore.Query", StringComparison.Ordinal) == true) == true;
    }
}
