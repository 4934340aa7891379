using System.Reflection;
using StackExchange.Redis;

namespace AuthStrategies.Crash.KillPoints;

/// <summary>A connection, or a database of it, that counts every command of the store as an exchange. What the connection does for itself is not counted; nor is the PING that finds out why it is not there.</summary>
public class KilledRedis : DispatchProxy
{
    private static readonly MethodInfo Generic = typeof(KilledRedis).GetMethod(nameof(ExchangeAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private object? _inner;
    private KillPoint? _killPoint;

    public static IConnectionMultiplexer Around(IConnectionMultiplexer connection, KillPoint killPoint) => Make(connection, killPoint);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        if (_inner is IDatabase && targetMethod.Name != nameof(IDatabase.PingAsync) && targetMethod.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>))
            return Generic.MakeGenericMethod(type.GenericTypeArguments).Invoke(this, [targetMethod, args]);

        object? result = targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        return result is IDatabase database ? Make(database, _killPoint!) : result;
    }

    private static T Make<T>(T inner, KillPoint killPoint)
        where T : class
    {
        T made = Create<T, KilledRedis>();
        ((KilledRedis)(object)made)._inner = inner;
        ((KilledRedis)(object)made)._killPoint = killPoint;
        return made;
    }

    private async Task<T> ExchangeAsync<T>(MethodInfo method, object?[]? args)
    {
        bool diesWhenAnswered = _killPoint!.Before(() => Send<T>(method, args));
        T answer = await Send<T>(method, args);
        if (diesWhenAnswered)
            KillPoint.Now();
        return answer;
    }

    private Task<T> Send<T>(MethodInfo method, object?[]? args) => (Task<T>)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!;
}
