// What both simdjson engines share: PROGRAM DIRECTORY SHAPE THREADS, one thread only; see Engine.cs for what is asked and answered.
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

// Counts by hour and action: open addressing, the hash over length, first and last bytes.
class Counts {
public:
    void add(int64_t hour, std::string_view action) {
        if (2 * size_ >= groups_.size()) grow();
        Group &group = find(groups_, hour, action);
        if (group.count == 0) {
            group.hour = hour;
            group.action = action;
            size_++;
        }
        group.count++;
    }

    void print(double seconds) const {
        uint64_t rows = 0;
        uint32_t sum = 0;
        for (const Group &group : groups_) {
            if (group.count == 0) continue;
            rows += group.count;
            uint32_t hash = 0x811c9dc5;
            for (unsigned char byte : std::to_string(group.hour) + "|" + group.action + "|" + std::to_string(group.count)) hash = (hash ^ byte) * 0x01000193;
            sum += hash;
        }
        std::cout << "{\"seconds\":" << seconds << ",\"rows\":" << rows << ",\"groups\":" << size_ << ",\"hash\":" << sum << "}" << std::endl;
    }

private:
    struct Group {
        int64_t hour = 0;
        uint64_t count = 0;
        std::string action;
    };

    static uint64_t word(const char *bytes, size_t length) {
        uint64_t value = 0;
        std::memcpy(&value, bytes, std::min<size_t>(length, 8));
        return value;
    }

    static uint64_t hash(int64_t hour, std::string_view action) {
        const size_t length = action.size();
        const uint64_t first = word(action.data(), length);
        const uint64_t last = length > 8 ? word(action.data() + length - 8, 8) : 0;
        uint64_t h = (first ^ length) * 0x9E3779B97F4A7C15 + (last ^ static_cast<uint64_t>(hour)) * 0xC2B2AE3D27D4EB4F;
        return h ^ (h >> 29);
    }

    static Group &find(std::vector<Group> &groups, int64_t hour, std::string_view action) {
        const size_t mask = groups.size() - 1;
        for (size_t i = hash(hour, action) & mask;; i = (i + 1) & mask) {
            Group &group = groups[i];
            if (group.count == 0 || (group.hour == hour && group.action == action)) return group;
        }
    }

    void grow() {
        std::vector<Group> larger(groups_.size() * 2);
        for (Group &group : groups_) {
            if (group.count > 0) find(larger, group.hour, group.action) = std::move(group);
        }
        groups_.swap(larger);
    }

    std::vector<Group> groups_ = std::vector<Group>(256);
    size_t size_ = 0;
};

[[noreturn]] inline void fail(const std::string &what) {
    std::cerr << what << std::endl;
    std::exit(1);
}

inline int64_t digits(const char *text, int count) {
    int64_t value = 0;
    for (int i = 0; i < count; i++) {
        const unsigned digit = static_cast<unsigned char>(text[i]) - '0';
        if (digit > 9) fail("no digit in a time");
        value = value * 10 + digit;
    }
    return value;
}

// Epoch seconds of yyyy-MM-ddTHH:mm:ss.fffZ, every byte checked.
inline int64_t iso_seconds(std::string_view text) {
    const char *t = text.data();
    if (text.size() != 24 || t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' || t[16] != ':' || t[19] != '.' || t[23] != 'Z') fail("no ISO time");
    int64_t year = digits(t, 4);
    const int64_t month = digits(t + 5, 2), day = digits(t + 8, 2), hour = digits(t + 11, 2), minute = digits(t + 14, 2), second = digits(t + 17, 2);
    digits(t + 20, 3);
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) fail("no ISO time");
    year -= month <= 2;
    const int64_t era = year / 400, of_era = year - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int64_t days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

// Runs `scan(bytes, length, is_iso, counts)` over every file, one after the other, into one reused buffer.
template <typename Scan>
int run(int argc, char **argv, Scan scan) {
    if (argc != 4 || std::string(argv[3]) != "1") fail("usage: PROGRAM DIRECTORY SHAPE 1");
    const bool is_iso = std::string(argv[2]) == "iso";
    std::vector<char> buffer;
    for (std::string command; std::getline(std::cin, command);) {
        const auto start = std::chrono::steady_clock::now();
        Counts counts;
        for (const auto &entry : std::filesystem::directory_iterator(argv[1])) {
            const size_t size = entry.file_size();
            if (buffer.size() < size + simdjson::SIMDJSON_PADDING) buffer.resize(size + simdjson::SIMDJSON_PADDING);
            std::FILE *file = std::fopen(entry.path().c_str(), "rb");
            if (file == nullptr || std::fread(buffer.data(), 1, size, file) != size) fail("can't read " + entry.path().string());
            std::fclose(file);
            scan(buffer.data(), size, is_iso, counts);
        }
        counts.print(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return 0;
}
