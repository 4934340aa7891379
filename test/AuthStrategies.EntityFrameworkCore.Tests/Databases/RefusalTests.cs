using System.Data.Common;
using AuthStrategies.EntityFrameworkCore.Databases;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Tests.Databases;

[TestFixture]
[Property("Requirement", "F-39")]
public sealed class RefusalTests
{
    [TestCase("40001", null, true, TestName = "IsUndone_SerializationFailure_Yes")]
    [TestCase("40P01", null, true, TestName = "IsUndone_Deadlock_Yes")]
    [TestCase(null, "1205", true, TestName = "IsUndone_SqlServerDeadlock_Yes")]
    [TestCase(null, "3960", true, TestName = "IsUndone_SqlServerSnapshotConflict_Yes")]
    [TestCase("23505", null, false, TestName = "IsUndone_UniqueViolation_No")]
    [TestCase("08006", null, false, TestName = "IsUndone_ConnectionLost_No")]
    [TestCase("40003", null, false, TestName = "IsUndone_CompletionUnknown_No")]
    [TestCase(null, "2627", false, TestName = "IsUndone_SqlServerUniqueViolation_No")]
    [TestCase(null, null, false, TestName = "IsUndone_NothingSaid_No")]
    public void IsUndone(string? sqlState, string? number, bool expected) =>
        Assert.That(Refusal.IsUndone(new DbUpdateException("saving", new Said(sqlState, number))), Is.EqualTo(expected));

    [TestCase("23505", null, true, TestName = "MayBeOfKey_UniqueViolation_Yes")]
    [TestCase("23514", null, true, TestName = "MayBeOfKey_OtherConstraint_OnlyReadingTells")]
    [TestCase(null, null, true, TestName = "MayBeOfKey_NothingSaid_OnlyReadingTells")]
    [TestCase(null, "2627", true, TestName = "MayBeOfKey_SqlServerConstraint_Yes")]
    [TestCase(null, "2601", true, TestName = "MayBeOfKey_SqlServerIndex_Yes")]
    [TestCase(null, "10054", false, TestName = "MayBeOfKey_SqlServerConnectionLost_No")]
    [TestCase("57P01", null, false, TestName = "MayBeOfKey_ServerStopped_No")]
    [TestCase("53100", null, false, TestName = "MayBeOfKey_DiskFull_No")]
    public void MayBeOfKey(string? sqlState, string? number, bool expected) =>
        Assert.That(Refusal.MayBeOfKey(new DbUpdateException("saving", new Said(sqlState, number))), Is.EqualTo(expected));

    [Test]
    public void MayBeOfKey_NoDatabaseSpoke_No() => Assert.That(Refusal.MayBeOfKey(new DbUpdateException("saving", new IOException())), Is.False);

    [Test]
    public async Task SqlServerClient_Number_IsWhereItIsLookedFor()
    {
        await using var connection = new SqlConnection("Server=tcp:127.0.0.1,1;Connect Timeout=2;Connect Retry Count=0;Encrypt=false;User ID=nobody;Password=none");

        SqlException failure = (await Assert.ThrowsAsync<SqlException>(() => connection.OpenAsync()))!;

        Assert.That(failure.Data["HelpLink.EvtID"], Is.EqualTo(failure.Number.ToString()));
        Assert.That(Refusal.MayBeOfKey(failure), Is.False);
    }

#pragma warning disable CA1032 // Made here only, in one way.
    private sealed class Said : DbException
    {
        public Said(string? sqlState, string? number)
        {
            SqlState = sqlState;
            if (number is not null)
                Data["HelpLink.EvtID"] = number;
        }

        public override string? SqlState { get; }
    }
#pragma warning restore CA1032
}
