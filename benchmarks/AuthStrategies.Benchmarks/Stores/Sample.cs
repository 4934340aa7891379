using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.Benchmarks.Stores;

/// <summary>Sessions to fill the contenders with: one per subject, 160 bytes of payload, each object its own as in production.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset End = Start.AddDays(1);

    private static readonly byte[] Payload = RandomNumberGenerator.GetBytes(160);

    /// <summary>Every tenth of them is due an hour after the start, the others at their end.</summary>
    public static SessionRecord[] Records(int count, string prefix = "user-")
    {
        byte[] ids = RandomNumberGenerator.GetBytes(count * SessionId.Size);
        var records = new SessionRecord[count];
        for (int i = 0; i < count; i++)
        {
            var id = new SessionId(ids.AsSpan(i * SessionId.Size, SessionId.Size));
            records[i] = new()
            {
                Id = id,
                Subject = prefix + i,
                ExpiresAt = i % 10 == 0 ? Start.AddHours(1) : End,
                AbsoluteExpiresAt = End,
                Version = 1,
                Payload = Payload,
            };
        }

        return records;
    }

    /// <summary>What the cookie handler gives its ticket store: a principal of six claims with properties.</summary>
    public static AuthenticationTicket Ticket(int i)
    {
        Claim[] claims =
        [
            new("sub", "user-" + i),
            new("name", "User Number " + i),
            new("email", "user" + i + "@example.org"),
            new("role", "reader"),
            new("role", "writer"),
            new("tenant", "tenant-" + (i % 100)),
        ];
        var properties = new AuthenticationProperties { IssuedUtc = Start, ExpiresUtc = End, IsPersistent = false };
        return new(new(new ClaimsIdentity(claims, "Cookies", "name", "role")), properties, "Cookies");
    }

    /// <summary>An order to look them up in that has nothing to do with the order they were stored in.</summary>
    public static int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(42).Shuffle(order);
        return order;
    }
}
