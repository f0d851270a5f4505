using CsCheck;

namespace Vpa.Storage.Tests;

public sealed class AggregateCodecTests
{
    [Fact]
    public void Decoding_what_was_encoded_gives_the_same_to_the_last_bit() => Snapshots.Any.Sample(snapshot =>
    {
        var record = AggregateCodec.Encode(snapshot);
        return snapshot.Equals(AggregateCodec.Decode(record.Key, record.Value));
    });

    [Fact]
    public void Any_flipped_bit_is_noticed() => Gen.Select(Snapshots.Any, Gen.Int[0, int.MaxValue]).Sample((snapshot, n) =>
    {
        var (id, data) = AggregateCodec.Encode(snapshot);
        var bit = n % (data.Length * 8);
        data[bit / 8] ^= (byte)(1 << (bit % 8));
        return AggregateCodec.Decode(id, data) is null;
    });

    [Fact]
    public void Any_shortened_record_is_noticed() => Gen.Select(Snapshots.Any, Gen.Int[0, int.MaxValue]).Sample((snapshot, n) =>
    {
        var (id, data) = AggregateCodec.Encode(snapshot);
        return AggregateCodec.Decode(id, data.AsSpan(0, n % data.Length)) is null;
    });

    [Fact]
    public void Arbitrary_bytes_with_a_valid_checksum_never_throw() => Gen.Byte.Array[0, 300].Sample(body =>
    {
        var frame = new byte[body.Length + RecordFrame.Overhead];
        body.CopyTo(frame, 1);
        RecordFrame.Seal("id", 1, frame);
        _ = AggregateCodec.Decode("id", frame);
    });

    [Fact]
    public void A_record_under_another_identifier_is_noticed()
    {
        var (_, data) = AggregateCodec.Encode(Snapshots.Grown(1));
        Assert.Null(AggregateCodec.Decode(RecordId.Of(Snapshots.Key(2).Workload, "app"), data));
    }

    [Fact]
    public void A_record_of_an_unknown_version_is_not_guessed_at()
    {
        var (id, data) = AggregateCodec.Encode(Snapshots.Grown(1));
        RecordFrame.Seal(id, 2, data);
        Assert.Null(AggregateCodec.Decode(id, data));
    }

    [Fact]
    public void The_format_of_version_1_does_not_change()
    {
        var (id, data) = AggregateCodec.Encode(Snapshots.Grown(7, minutes: 1) with { Version = 99 });
        Assert.Equal("shop/Deployment/web-00007/app", id);
        Assert.True(Version1 == Convert.ToHexString(data), Convert.ToHexString(data));
    }

    [Fact]
    public void Identifiers_too_long_for_the_index_become_digests()
    {
        var id = RecordId.Of(new("shop", "Deployment", new string('x', 2_000)), "app");
        Assert.InRange(id.Length, 1, RecordId.MaxLength);
        Assert.NotEqual(id, RecordId.Of(new("shop", "Deployment", new string('x', 2_001)), "app"));
    }

    // Written by this program when version 1 was made: one sample of 100 m and 100 Mi from each of two pods.
    private const string Version1 =
        "010473686F700A4465706C6F796D656E74097765622D3030303037036170700004588CDA39DC080004588CDA39DC080004588CDA39DC08"
        + "020000000000000000C0C9898239DC08EEDC39E49F55D13F0801EEDC39E49F55D13F008033B44B3ADC08295448DD07AB05400801295448"
        + "DD07AB054002057765622D610004588CDA39DC080004588CDA39DC0800C4C1B6A33ADC0800004006000000000000000000000000057765"
        + "622D620004588CDA39DC080004588CDA39DC0800C4C1B6A33ADC0800004006000000000000000000000000BE5704B5";
}
