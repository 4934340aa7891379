using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>Reads rows page by page in the order of their ids, so that a page costs the same wherever it begins.</summary>
internal static class RowPages
{
    private static readonly MethodInfo Greater = typeof(RowPages).GetMethod(nameof(IsGreater), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>The id of the last row of a page. Written as it is stored, because a damaged row may have an id of another length.</summary>
    public static string Continuation(SessionRow last) => Convert.ToHexString(last.Id);

    public static bool TryParse(string continuation, [NotNullWhen(true)] out byte[]? id)
    {
        byte[] bytes = new byte[continuation.Length / 2];
        bool isId = bytes.Length > 0 && Convert.FromHexString(continuation, bytes, out _, out _) == OperationStatus.Done;
        id = isId ? bytes : null;
        return isId;
    }

    /// <summary>Reads the rows after an id; <see langword="null"/> begins at the first row.</summary>
    public static Task<List<SessionRow>> ReadAsync(DbContext context, (byte[]? After, int Count) args, CancellationToken cancellationToken)
    {
        IQueryable<SessionRow> rows = context.Set<SessionRow>().AsNoTracking();
        if (args.After is { } after)
            rows = rows.Where(IsAfter(new(after)));
        return rows.OrderBy(row => row.Id).Take(args.Count).ToListAsync(cancellationToken);
    }

    // C# cannot write > between two arrays of bytes; every database can, and Entity Framework Core translates this expression to it.
    private static Expression<Func<SessionRow, bool>> IsAfter(Start start)
    {
        ParameterExpression row = Expression.Parameter(typeof(SessionRow), "row");
        // A property and not a constant, so that the id is a parameter of the statement and the query is compiled once.
        MemberExpression id = Expression.Property(Expression.Constant(start), nameof(Start.Id));
        return Expression.Lambda<Func<SessionRow, bool>>(Expression.GreaterThan(Expression.Property(row, nameof(SessionRow.Id)), id, liftToNull: false, Greater), row);
    }

    private static bool IsGreater(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right) > 0;

    private sealed record Start(byte[] Id);
}
