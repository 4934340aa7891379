using AuthStrategies.Redis.Enumeration;

namespace AuthStrategies.Redis.Tests.Enumeration;

/// <summary>Lines of CLUSTER NODES, as in the manual of Redis.</summary>
[TestFixture]
public sealed class ClusterPrimaryTests
{
    [TestCase("07c3 127.0.0.1:30004@31004,hostname4 slave e7d1 0 1426238317239 4 connected", null)]
    [TestCase("67ed 127.0.0.1:30002@31002,hostname2 master - 0 1426238316232 2 connected 5461-10922", "67ed 127.0.0.1:30002 5461-10922")]
    [TestCase("e7d1 127.0.0.1:30001@31001,hostname1 myself,master - 0 0 1 connected 0-5460 7000", "e7d1 127.0.0.1:30001 0-5460 7000")]
    [TestCase("e7d1 127.0.0.1:30001@31001 myself,master - 0 0 1 connected 0-5460 [93->-292f]", "e7d1 127.0.0.1:30001 0-5460 [93->-292f]")]
    [TestCase("824f ::1:30006@31006 master - 0 1426238317741 6 connected 1\r", "824f ::1:30006 1")]
    [TestCase("824f 127.0.0.1:30006@31006 master - 0 1426238317741 6 connected", null)]
    [TestCase("4243 :7391@17391 myself,master - 0 0 0 connected 0-16383", "4243 :7391 0-16383")]
    [TestCase("", null)]
    public void Read_Line_IsAPrimaryWithSlotsOrNothing(string line, string? expected)
    {
        ClusterPrimary? primary = ClusterPrimary.Read(line);

        Assert.That(primary?.IsSelf ?? false, Is.EqualTo(expected is not null && line.Contains("myself", StringComparison.Ordinal)));
        Assert.That(primary is null ? null : $"{primary.Id} {primary.Address} {primary.Slots}", Is.EqualTo(expected));
    }
}
