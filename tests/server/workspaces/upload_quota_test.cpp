#include "workspaces/upload_quota.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

const WorkspaceId workspace = WorkspaceId::parse("one").value();

PictureName name(std::string_view text) {
    return PictureName::from_client(text).value();
}

}  // namespace

TEST_CASE("what is on disk and what is on its way count together") {
    const TemporaryFolder folder;
    UploadQuota quota({3, 100});
    const auto reserve = [&](std::string_view picture, std::uint64_t bytes) {
        return quota.reserve(workspace, folder / "uploads", name(picture), bytes).value();
    };
    {
        const auto first = reserve("a.jpg", 60);
        REQUIRE(std::holds_alternative<UploadQuota::Reservation>(first));
        const auto second = reserve("b.jpg", 41);
        REQUIRE(std::holds_alternative<UploadQuota::TooManyBytes>(second));
        CHECK(std::get<UploadQuota::TooManyBytes>(second).stored == 60);
        CHECK(std::get<UploadQuota::TooManyBytes>(second).limit == 100);
        CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("b.jpg", 40)));
        // Another workspace has its own room.
        const auto other = WorkspaceId::parse("two").value();
        CHECK(std::holds_alternative<UploadQuota::Reservation>(
            quota.reserve(other, folder / "other", name("a.jpg"), 100).value()));
    }
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("a.jpg", 100)));
    CHECK(std::holds_alternative<UploadQuota::TooManyBytes>(reserve("a.jpg", 101)));

    put_file(folder / "uploads" / "a.jpg", std::string(50, 'x'));
    put_file(folder / "uploads" / "b.jpg", std::string(50, 'x'));
    CHECK(std::holds_alternative<UploadQuota::TooManyBytes>(reserve("c.jpg", 1)));
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("a.jpg", 50)));  // in place of the old one
    CHECK(std::holds_alternative<UploadQuota::TooManyBytes>(reserve("a.jpg", 51)));
    std::filesystem::remove(folder / "uploads" / "b.jpg");
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("c.jpg", 50)));
}

TEST_CASE("so do the files") {
    const TemporaryFolder folder;
    UploadQuota quota({2, 1000});
    const auto reserve = [&](std::string_view picture) {
        return quota.reserve(workspace, folder.path(), name(picture), 1).value();
    };
    put_file(folder / "a.jpg", "x");
    {
        const auto held = reserve("b.jpg");
        REQUIRE(std::holds_alternative<UploadQuota::Reservation>(held));
        REQUIRE(std::holds_alternative<UploadQuota::TooManyFiles>(reserve("c.jpg")));
        CHECK(std::get<UploadQuota::TooManyFiles>(reserve("c.jpg")).limit == 2);
    }
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("c.jpg")));
    put_file(folder / "b.jpg", "x");
    CHECK(std::holds_alternative<UploadQuota::TooManyFiles>(reserve("c.jpg")));
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("b.jpg")));
}
