using System.Data.Common;
using AuthStrategies.EntityFrameworkCore.Databases;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Tests.Databases;

[TestFixture]
[Property("Requirement", "F-39")]
public sealed class DatabaseErrorsTests
{
    [TestCase("40001", null, true, TestName = "IsRolledBack_SerializationFailure_Yes")]
    [TestCase("40P01", null, true, TestName = "IsRolledBack_Deadlock_Yes")]
    [TestCase(null, "1205", true, TestName = "IsRolledBack_SqlServerDeadlock_Yes")]
    [TestCase(null, "3960", true, TestName = "IsRolledBack_SqlServerSnapshotConflict_Yes")]
    [TestCase("23505", null, false, TestName = "IsRolledBack_UniqueViolation_No")]
    [TestCase("08006", null, false, TestName = "IsRolledBack_ConnectionLost_No")]
    [TestCase("40003", null, false, TestName = "IsRolledBack_CompletionUnknown_No")]
    [TestCase(null, "2627", false, TestName = "IsRolledBack_SqlServerUniqueViolation_No")]
    [TestCase(null, null, false, TestName = "IsRolledBack_NothingSaid_No")]
    public void IsUndone(string? sqlState, string? number, bool expected) =>
        Assert.That(DatabaseErrors.IsRolledBack(new DbUpdateException("saving", new Said(sqlState, number))), Is.EqualTo(expected));

    [TestCase("23505", null, true, TestName = "MayBeDuplicateKey_UniqueViolation_Yes")]
    [TestCase("23514", null, true, TestName = "MayBeDuplicateKey_OtherConstraint_OnlyReadingTells")]
    [TestCase(null, null, true, TestName = "MayBeDuplicateKey_NothingSaid_OnlyReadingTells")]
    [TestCase(null, "2627", true, TestName = "MayBeDuplicateKey_SqlServerConstraint_Yes")]
    [TestCase(null, "2601", true, TestName = "MayBeDuplicateKey_SqlServerIndex_Yes")]
    [TestCase(null, "10054", false, TestName = "MayBeDuplicateKey_SqlServerConnectionLost_No")]
    [TestCase("57P01", null, false, TestName = "MayBeDuplicateKey_ServerStopped_No")]
    [TestCase("53100", null, false, TestName = "MayBeDuplicateKey_DiskFull_No")]
    public void MayBeOfKey(string? sqlState, string? number, bool expected) =>
        Assert.That(DatabaseErrors.MayBeDuplicateKey(new DbUpdateException("saving", new Said(sqlState, number))), Is.EqualTo(expected));

    [Test]
    public void MayBeDuplicateKey_NoDatabaseSpoke_No() => Assert.That(DatabaseErrors.MayBeDuplicateKey(new DbUpdateException("saving", new IOException())), Is.False);

    [Test]
    public async Task SqlServerClient_Number_IsWhereItIsLookedFor()
    {
        await using var connection = new SqlConnection("Server=tcp:127.0.0.1,1;Connect Timeout=2;Connect Retry Count=0;Encrypt=false;User ID=nobody;Password=none");

        SqlException trouble = (await Assert.ThrowsAsync<SqlException>(() => connection.OpenAsync()))!;

        Assert.That(trouble.Data["HelpLink.EvtID"], Is.EqualTo(trouble.Number.ToString()));
        Assert.That(DatabaseErrors.MayBeDuplicateKey(trouble), Is.False);
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
